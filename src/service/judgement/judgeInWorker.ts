import { Worker } from 'node:worker_threads';
import type { Judgement } from '../../core/comparison/judgement.js';
import type { RawRun } from '../../core/comparison/rawRun.js';

/** What the worker is to do. */
export interface JudgeTask {
  readonly runs: readonly RawRun[];
  /** 0..1 */
  readonly margin: number;
}

/**
 * Judges runs in a worker of its own, which ends with the answer or when it is aborted; the arrays of `task` are its own then.
 * `entry`: the bundled worker, absolute. @throws Error of the worker; the signal's reason.
 */
export async function judgeInWorker(entry: string, task: JudgeTask, signal: AbortSignal): Promise<Judgement> {
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
    return await new Promise<Judgement>((resolve, reject) => {
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
