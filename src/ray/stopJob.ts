import { setTimeout as sleep } from 'node:timers/promises';
import type { RayClient } from './rayClient.js';

export interface StopJobOptions {
  readonly client: Pick<RayClient, 'stop'>;
  /** Of the job that is under way now; undefined: none yet. */
  readonly submissionId: () => string | undefined;
  /** Aborted when the run has ended, or nobody follows it any more. */
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
  /** It was asked once more; `times` from 1. */
  readonly onAsked: (times: number) => void;
  /** From one request to the next (5 s: Ray gives a job three to end by itself). */
  readonly retryMs?: number | undefined;
}

const RETRY_MS = 5_000;
const ATTEMPTS = 12;

/**
 * A job that still waits so often after it was asked to end is left to wait: Ray hears of a request for such a job's end only when
 * it begins it, and ends it at once then.
 */
export const PENDING_REQUESTS = 3;

/**
 * Asks for the end of a job until it has ended. False when it did not end however often it was asked. Never rejects.
 */
export async function stopJob({
  client,
  submissionId,
  signal,
  note,
  onAsked,
  retryMs,
}: StopJobOptions): Promise<boolean> {
  const pause = () => sleep(retryMs ?? RETRY_MS, undefined, { signal }).catch(() => undefined);
  for (let asked = 0; asked < ATTEMPTS && !signal.aborted; await pause()) {
    const id = submissionId();
    if (id === undefined) continue;
    asked += 1;
    try {
      await client.stop(id, signal);
      onAsked(asked);
    } catch (error) {
      if (!signal.aborted) note(`The job could not be stopped: ${(error as Error).message}`);
    }
  }
  return signal.aborted;
}
