import { Worker } from 'node:worker_threads';
import type { Judgement } from '../../core/comparison/judgement.js';
import type { RawRun } from '../../core/comparison/rawRun.js';
import type { DatasetDoubts, HonestReport } from '../../core/honesty/honestReport.js';

/** What the worker is to do. */
export interface JudgeTask {
  readonly runs: readonly RawRun[];
  /** 0..1 */
  readonly margin: number;
  /** Scores without this are wanted, not a judgement. */
  readonly doubts?: DatasetDoubts;
}

/**
 * Judges runs in a worker of its own, which ends with the answer or when it is aborted; the arrays of `task` are its own then.
 * `entry`: the bundled worker, absolute. @throws Error of the worker; the signal's reason.
 */
export function judgeInWorker(entry: string, task: Omit<JudgeTask, 'doubts'>, signal: AbortSignal): Promise<Judgement> {
  return askWorker<Judgement>(entry, task, signal);
}

/** Scores runs without what is in doubt about their test images; likewise. */
export function scoreInWorker(
  entry: string,
  task: Required<JudgeTask>,
  signal: AbortSignal,
): Promise<HonestReport | undefined> {
  return askWorker<HonestReport | undefined>(entry, task, signal);
}

async function askWorker<Answer>(entry: string, task: JudgeTask, signal: AbortSignal): Promise<Answer> {
  signal.throwIfAborted();
  const transferList = [
    ...new Set(
      task.runs.flatMap(({ test, validation }) =>
        [test, validation].flatMap((part) => (part == null ? [] : [part.probabilities.buffer, part.labels.buffer])),
      ),
    ),
  ].filter((buffer) => buffer instanceof ArrayBuffer);
  const worker = new Worker(entry, { workerData: task, transferList, name: 'bakeoff-judge' });
  let abort = (): void => undefined;
  try {
    return await new Promise<Answer>((resolve, reject) => {
      abort = () => reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`The worker that judges runs ended with code ${code}.`)));
    });
  } finally {
    signal.removeEventListener('abort', abort);
    void worker.terminate();
  }
}
