import { setTimeout as sleep } from 'node:timers/promises';
import { endOf, type JobEnd } from './jobEnd.js';
import type { RayClient } from './rayClient.js';
import { RayError } from './rayError.js';
import type { RayJob } from './rayReplies.js';
import type { RunReceiver } from './runReceiver.js';

/** How long a job is waited for. */
export interface FollowPatience {
  /** Between two looks at a job that waits, at first and at most. */
  readonly lookMs: number;
  readonly longestLookMs: number;
  /** Until a person is told that it waits, and why. */
  readonly tellMs: number;
  /** How long a cluster may be out of reach: its jobs go on meanwhile. */
  readonly unreachableMs: number;
}

export const followPatience: FollowPatience = {
  lookMs: 500,
  longestLookMs: 5_000,
  tellMs: 10_000,
  unreachableMs: 15 * 60_000,
};

export interface FollowedJob {
  readonly client: RayClient;
  readonly submissionId: string;
  readonly receiver: RunReceiver;
  /** Following ends, the job does not. */
  readonly signal: AbortSignal;
  readonly patience: FollowPatience;
  /** For people: why it waits, that the cluster is out of reach. */
  readonly note: (text: string) => void;
  /** The job was asked to end, and that again: where it still waits, it is waited for no longer. */
  readonly isGivenUp: () => boolean;
}

/** Attempts to read the log of a job that has ended: its node may be gone with it. */
const LAST_READS = 3;
/** Until a log that broke off is read again, at most. */
const LONGEST_RETURN_MS = 2_000;
const ALL_TOLD = new Error('all told');

/**
 * Follows a job, through lost connections, until it has ended one way or another. `receiver` gets all that it writes.
 * @throws RayError when the cluster refuses, or is out of reach for too long; Error when the receiver's disk refuses; the
 * signal's reason.
 */
export async function followJob(followed: FollowedJob): Promise<JobEnd> {
  const { client, submissionId, receiver, signal, patience } = followed;
  const waiting = new Waiting(followed);
  let readsAtEnd = 0;
  let look = patience.lookMs;
  for (;;) {
    const job = await waiting.ask();
    if (job === undefined)
      return { kind: 'lost', reason: 'The cluster knows nothing of the job any more.', avoid: false };
    if (job.status === 'PENDING') {
      if (followed.isGivenUp()) return { kind: 'stopped', isPending: true };
      await waiting.tell();
    } else {
      const isOver = job.status !== 'RUNNING';
      const isRead = await readLog(client, submissionId, receiver, signal);
      if (receiver.isComplete && receiver.final !== undefined) {
        if (!isOver) return endOf({ ...job, status: 'RUNNING' }, receiver.final);
        return endOf(job, receiver.final);
      }
      readsAtEnd += isOver ? 1 : 0;
      if (isOver && (isRead || readsAtEnd >= LAST_READS)) return endOf(job, receiver.final);
      if (receiver.hasBegun && !isOver) look = Math.min(look, LONGEST_RETURN_MS);
    }
    await sleep(look, undefined, { signal }).catch(() => signal.throwIfAborted());
    look = Math.min(look * 1.4, patience.longestLookMs);
  }
}

/** Reads the log until it ends or breaks off. False: it broke off. @throws what cannot be mended by reading it again. */
async function readLog(
  client: RayClient,
  submissionId: string,
  receiver: RunReceiver,
  signal: AbortSignal,
): Promise<boolean> {
  receiver.restart();
  try {
    await client.tail(
      submissionId,
      (text) => {
        receiver.push(text);
        // Ray would keep the line open for seconds yet.
        if (receiver.isComplete) throw ALL_TOLD;
      },
      signal,
    );
    return true;
  } catch (error) {
    signal.throwIfAborted();
    if (error === ALL_TOLD) return true;
    if (error instanceof RayError && error.code !== 'unauthorized' && error.code !== 'tls') return false;
    throw error;
  }
}

/** Asks after a job with patience, and says now and then why nothing happens. */
class Waiting {
  readonly #followed: FollowedJob;
  readonly #since = performance.now();
  #answered = performance.now();
  #toldAt: number | undefined;
  #isOut = false;

  constructor(followed: FollowedJob) {
    this.#followed = followed;
  }

  async ask(): Promise<RayJob | undefined> {
    const { client, submissionId, signal, note, patience } = this.#followed;
    for (let delay = patience.lookMs; ; delay = Math.min(delay * 2, 30_000)) {
      try {
        const job = await client.job(submissionId, signal);
        if (this.#isOut) note('The cluster answers again.');
        this.#isOut = false;
        this.#answered = performance.now();
        return job;
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof RayError) || !error.isPassing) throw error;
        if (performance.now() - this.#answered > patience.unreachableMs) throw error;
        if (!this.#isOut) note(`${error.message} The run goes on there; it is asked after again and again.`);
        this.#isOut = true;
        await sleep(delay, undefined, { signal }).catch(() => signal.throwIfAborted());
      }
    }
  }

  /** A job that waits: told once, and each five minutes. */
  async tell(): Promise<void> {
    const { client, signal, note, patience } = this.#followed;
    const now = performance.now();
    if (now - (this.#toldAt ?? this.#since + patience.tellMs - 300_000) < 300_000) return;
    this.#toldAt = now;
    const processors = await client.processors(signal);
    const why =
      processors === undefined
        ? 'Ray does not say why; "ray status" on the cluster does'
        : `${Math.max(0, processors.total - processors.used)} of ${processors.total} processors are free`;
    note(`The job has waited for ${Math.round((now - this.#since) / 1000)} s to be begun: ${why}.`);
  }
}
