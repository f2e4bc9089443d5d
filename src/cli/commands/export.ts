import { type Command, Option } from 'commander';
import { formatBytes, formatQuantity, printable } from '../../core/format.js';
import { exportFormats, type FileFormatId } from '../../core/interop/exportFormats.js';
import { ExportError } from '../../interop/exporter.js';
import type { MlflowOutcome } from '../../interop/mlflow/exportMlflow.js';
import { resolveRun } from '../../runs/resolveRun.js';
import { WeightsError } from '../../runs/weightsFile.js';
import { CommandError, exitCodes } from '../exitCodes.js';
import { exportToServer } from '../exportToServer.js';
import { type Io, writeJson, writeLine, writeNote } from '../io.js';
import { runsOption } from '../runOptions.js';

interface ExportOptions {
  readonly format: string;
  readonly out?: string;
  readonly force?: boolean;
  readonly to?: string;
  readonly experiment?: string;
  readonly runs: string;
}

/** `bakeoff export`: a stored run's model for other programs. */
export function registerExportCommand(program: Command, io: Io): void {
  program
    .command('export')
    .summary('write a trained model, or a run, in the format of another program')
    .description(
      `Writes a stored run for other programs. Formats: ${exportFormats.map(({ id, title }) => `${id} (${title})`).join(', ')}. ` +
        'Models take images as they are, 0 to 255, and predict the same; what does something in training alone is left out of those that only predict. ' +
        'MLflow is a tracking server: a run that is there already is completed, never doubled. Who asks is said in MLFLOW_TRACKING_TOKEN, or in MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.',
    )
    .argument('<run>', 'id, its beginning, a model (its latest run), latest, or a path')
    .addOption(
      new Option('--format <name>', 'what to write').choices(exportFormats.map(({ id }) => id)).makeOptionMandatory(),
    )
    .addOption(new Option('--out <path>', "where to: a file, or a folder; by default named after the run's model"))
    .addOption(new Option('--force', 'write over what is there'))
    .addOption(new Option('--to <url>', "a tracking server's address; else MLFLOW_TRACKING_URI"))
    .addOption(
      new Option('--experiment <name>', "where on the server; else MLFLOW_EXPERIMENT_NAME, else the dataset's name"),
    )
    .addOption(runsOption())
    .addHelpText(
      'after',
      '\nExamples:\n  $ bakeoff export cnn --format onnx --out cnn.onnx\n  $ bakeoff export latest --format savedmodel\n  $ bakeoff export cnn --format mlflow --to http://127.0.0.1:5000',
    )
    .action((text: string, options: ExportOptions) => exportRun(io, text, options));
}

async function exportRun(io: Io, text: string, options: ExportOptions): Promise<void> {
  const format = exportFormats.find(({ id }) => id === options.format);
  if (format === undefined) throw new RangeError(`no format ${options.format}`);
  requireOptionsOf(format.place, options);
  const { folder, runId } = await resolveRun(options.runs, text);
  if (format.id === 'mlflow') {
    tellServed(io, runId, await exportToServer(folder, options, process.env));
    return;
  }
  const written = await writeFiles(folder, format.id, options);
  if (io.json) writeJson(io, { type: 'exported', runId, format: format.id, ...written });
  else {
    const files = written.files === 1 ? '' : `, ${written.files} files`;
    writeLine(io, `${printable(written.path)} (${format.title}, ${formatBytes(written.bytes)}${files})`);
  }
}

/** An option that means nothing is a misunderstanding. */
function requireOptionsOf(place: 'file' | 'folder' | 'server', { out, force, to, experiment }: ExportOptions): void {
  const given = place === 'server' ? { '--out': out, '--force': force } : { '--to': to, '--experiment': experiment };
  const wrong = Object.entries(given).find(([, value]) => value !== undefined)?.[0];
  if (wrong === undefined) return;
  const advice = place === 'server' ? 'Say where to with --to.' : 'Say where to with --out.';
  throw new CommandError(exitCodes.usage, `${wrong} does not go with this format`, advice);
}

const outcomes = {
  created: 'MLflow',
  completed: 'MLflow: it was there in part',
  unchanged: 'MLflow: it was there already',
} as const;

function tellServed(io: Io, runId: string, { notes, ...served }: MlflowOutcome): void {
  if (io.json) {
    writeJson(io, { type: 'exported', runId, format: 'mlflow', ...served, notes });
    return;
  }
  const files = served.artifacts === 0 ? '' : `, ${formatQuantity(served.artifacts, 'file')}`;
  writeLine(io, `${printable(served.url)} (${outcomes[served.outcome]}${files})`);
  for (const note of notes) writeNote(io, printable(note));
}

async function writeFiles(folder: string, format: FileFormatId, { out, force = false }: ExportOptions) {
  const { exportRunToFiles } = await import('../../interop/exportRunToFiles.js');
  try {
    return await exportRunToFiles(folder, format, { out, overwrites: force });
  } catch (error) {
    const isKnown = error instanceof ExportError || error instanceof WeightsError;
    if (!isKnown && (error as NodeJS.ErrnoException).code === undefined) throw error;
    const advice = error instanceof ExportError ? error.advice : undefined;
    throw new CommandError(exitCodes.usage, (error as Error).message, advice, { cause: error });
  }
}
