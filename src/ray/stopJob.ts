import { setTimeout as sleep } from 'node:timers/promises';
import type { RayClient } from './rayClient.js';

export interface StopJobOptions {
  readonly client: Pick<RayClient, 'stop'>;
  /** Of the job that is under way now; undefined: none yet. */
  readonly submissionId: () => string | undefined;
  /** Aborted when the run has ended, or nobody follows it any more. */
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
  /** From one request to the next (5 s: Ray gives a job three to end by itself). */
  readonly retryMs?: number | undefined;
}

const RETRY_MS = 5_000;
const ATTEMPTS = 12;

/**
 * Asks for the end of a job until it has ended: of one that is still pending Ray may forget that it was asked. False when it did
 * not end however often it was asked. Never rejects.
 */
export async function stopJob({ client, submissionId, signal, note, retryMs }: StopJobOptions): Promise<boolean> {
  const pause = () => sleep(retryMs ?? RETRY_MS, undefined, { signal }).catch(() => undefined);
  for (let asked = 0; asked < ATTEMPTS && !signal.aborted; await pause()) {
    const id = submissionId();
    if (id === undefined) continue;
    asked += 1;
    try {
      await client.stop(id, signal);
    } catch (error) {
      if (!signal.aborted) note(`The job could not be stopped: ${(error as Error).message}`);
    }
  }
  return signal.aborted;
}
