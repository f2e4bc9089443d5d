import type { RunFailed } from '../core/run/events.js';
import type { RunRequest } from '../core/run/request.js';
import type { RunState } from '../core/run/state.js';
import { pauseReason } from '../runner/pauseReason.js';
import type { Runner, RunningTraining } from '../runner/runner.js';
import { readRun, type StoredRun } from '../runs/readRun.js';
import { createRunFolder } from '../runs/runFolder.js';
import { type ExitCode, exitCodes } from './exitCodes.js';
import type { Interrupt } from './interrupt.js';
import type { Io } from './io.js';
import { createProgressReporter, type ReportedRun } from './progressReporter.js';

/** One training. */
export interface TrainingJob {
  readonly request: RunRequest;
  readonly modelName: string;
  /** `[2/3] ` where it is one of several. */
  readonly prefix: string;
  readonly runsRoot: string;
  /** SHA-256 of the images that are meant, where they are looked for on another machine. */
  readonly imagesChecksum?: string;
  /** Stops at the end of this epoch, to go on later, or never. */
  readonly pauseAfter?: number;
}

/**
 * Trains one model where the runner does, shows how it goes, and returns the run as it was stored, however it ended.
 * The first Ctrl-C stops it after its step, the second kills it.
 */
export async function trainModel(
  io: Io,
  job: TrainingJob & ReportedRun,
  runner: Runner,
  interrupt: Interrupt,
): Promise<StoredRun> {
  interrupt.signal.throwIfAborted();
  const { request, modelName, imagesChecksum } = job;
  const { folder } = await createRunFolder(job.runsRoot, { modelName, seed: request.seed, time: Date.now() });
  const images = imagesChecksum === undefined ? {} : { imagesChecksum };
  const trainer = await runner.start({ request, runFolder: folder, ...images });
  await followTraining(io, trainer, job, interrupt);
  return readRun(folder);
}

/**
 * Shows how a training goes until it has ended; the first Ctrl-C stops it after its step, the second kills it. Gives the
 * failure that was told last, which need not be in the run folder.
 */
export async function followTraining(
  io: Io,
  trainer: RunningTraining,
  run: ReportedRun & Pick<TrainingJob, 'pauseAfter'>,
  { signal, onSecond }: Interrupt,
): Promise<RunFailed | undefined> {
  const reporter = createProgressReporter(io, run);
  let failure: RunFailed | undefined;
  const stop = () => void trainer.stop('Stopped by Ctrl-C.');
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  onSecond(() => void trainer.kill('Stopped by Ctrl-C.'));
  try {
    for await (const event of trainer.events) {
      reporter.report(event);
      if (event.type === 'runFailed') failure = event;
      const pause = pauseReason(event, run.pauseAfter);
      if (pause !== undefined) void trainer.stop(pause);
    }
    await trainer.exited;
  } finally {
    signal.removeEventListener('abort', stop);
    reporter.end();
  }
  return failure;
}

/** What the end of a run means for the exit code: failures before the first step say that something is missing. */
export function exitCodeOf(state: RunState): ExitCode {
  if (state.status === 'completed') return exitCodes.ok;
  if (state.status === 'stopped') return exitCodes.interrupted;
  const { code } = state.failure ?? {};
  if (code === 'definition-invalid') return exitCodes.problems;
  const isMissing =
    code === 'dataset-unavailable' ||
    code === 'backbone-unavailable' ||
    (code === 'engine-failed' && state.started === undefined);
  return isMissing ? exitCodes.unavailable : exitCodes.runFailed;
}
