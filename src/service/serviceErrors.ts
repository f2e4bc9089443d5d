import { BackboneError } from '../backbones/backboneError.js';
import { EngineError } from '../core/engine.js';
import { printable } from '../core/format.js';
import { DatasetError } from '../datasets/datasetError.js';
import { ExportError } from '../interop/exporter.js';
import { RemoteError } from '../protocol/remoteError.js';
import { RayError } from '../ray/rayError.js';
import { DeleteRunError } from '../runs/deleteRun.js';
import { PredictionsError } from '../runs/predictionsFile.js';
import { ResumeError } from '../runs/resumePoint.js';
import { RunBusyError } from '../runs/runClaim.js';
import { StopRunError } from '../runs/stopRun.js';
import { TrainerTaskError } from '../runs/taskTrainer.js';
import { VerifyError } from '../runs/verifyRun.js';

/** The page that a report is made of is not there. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
}

/** Errors with a sentence for people, and the codes that the host can tell them apart by. */
const codes = [
  [DeleteRunError, 'not-deleted'],
  [ResumeError, 'not-resumable'],
  [ReportError, 'report-impossible'],
  [RunBusyError, 'run-busy'],
  [StopRunError, 'not-stopped'],
  [VerifyError, 'not-verified'],
  [RangeError, 'invalid-value'],
] as const;

/**
 * Whatever a handler threw, as what the host shows: a sentence, a stable code, and what to do where that is known. All
 * printable. Codes of datasets are `dataset-` and theirs (`dataset-checksum`), of backbones `backbone-`, of predictions
 * `predictions-`, of clusters `ray-`, those of the system `system-` and theirs (`system-ENOSPC`); a trainer's task has its own (`weights-unreadable`, `trainer-died`).
 */
export function remoteErrorOf(thrown: unknown): RemoteError {
  if (thrown instanceof RemoteError) return thrown;
  if (thrown instanceof DatasetError)
    return new RemoteError(`${printable(thrown.summary)}.`, `dataset-${thrown.code}`, printable(thrown.advice));
  if (thrown instanceof BackboneError)
    return new RemoteError(`${printable(thrown.summary)}.`, `backbone-${thrown.code}`, printable(thrown.advice));
  if (thrown instanceof PredictionsError)
    return new RemoteError(printable(thrown.message), `predictions-${thrown.code}`, predictionsAdvice[thrown.code]);
  if (thrown instanceof ExportError)
    return new RemoteError(printable(thrown.message), 'not-exported', thrown.advice && printable(thrown.advice));
  if (thrown instanceof RayError)
    return new RemoteError(printable(thrown.message), `ray-${thrown.code}`, printable(thrown.advice));
  if (thrown instanceof EngineError) return errorOfLines(thrown.message, 'engine-unavailable');
  if (thrown instanceof TrainerTaskError) return errorOfLines(thrown.message, thrown.code, taskAdvice[thrown.code]);
  const known = codes.find(([type]) => thrown instanceof type);
  const message = printable(thrown instanceof Error ? thrown.message : String(thrown));
  if (known !== undefined) return new RemoteError(message, known[1]);
  const code = thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' && /^E[A-Z]+$/.test(code)
    ? new RemoteError(message, `system-${code}`, adviceFor(code))
    : new RemoteError(message, 'failed');
}

const predictionsAdvice = {
  missing: 'Resume the run, or train the model again: predictions are stored when a training ends.',
  damaged: 'Train the model again, or bring the file back from a copy.',
} as const;

const taskAdvice: Readonly<Record<string, string>> = {
  'weights-unreadable': 'Train the model again, or bring the files back from a copy.',
  'model-unusable': 'Train the model again.',
  'out-of-memory': 'Close other programs, or train a smaller model.',
};

/** A compiler's last lines are for the log. */
const MAXIMUM_ADVICE = 600;

/** What is wrong is in the first line; what to do, or the end of a log, in the others. */
function errorOfLines(message: string, code: string, fallback?: string): RemoteError {
  const [first = '', ...others] = message.split('\n').map(printable);
  const sentence = `${first.charAt(0).toUpperCase()}${first.slice(1)}`;
  const advice = others.join(' ');
  const shown = advice.length > MAXIMUM_ADVICE ? `${advice.slice(0, MAXIMUM_ADVICE)}…` : advice;
  return new RemoteError(sentence, code, shown === '' ? fallback : shown);
}

const advices: Readonly<Record<string, string>> = {
  EACCES: 'Allow this user to write there, or choose another folder in the settings.',
  EPERM: 'Allow this user to write there, or choose another folder in the settings.',
  EROFS: 'The file system is read-only: choose another folder in the settings.',
  ENOSPC: 'Make room on the disk, for instance by deleting runs.',
  EDQUOT: 'Make room on the disk, for instance by deleting runs.',
  ENOTDIR: 'A part of that path is not a folder: see the settings and BAKEOFF_CACHE.',
  ENOENT: 'It may have been deleted or moved meanwhile: refresh the results.',
};

function adviceFor(code: string): string | undefined {
  return advices[code];
}
