import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { changeQueue, type NewJob, type QueueOperation } from '../core/queue/changeQueue.js';
import { emptyQueue, type Queue, type QueuedJob } from '../core/queue/job.js';
import { parseQueue, writeQueueText } from '../core/queue/parseQueue.js';
import type { RunRequest } from '../core/run/request.js';
import { readSmallTextSync } from '../regularFile.js';
import { besideName } from '../runs/atomicWrite.js';
import { claimRun, RunBusyError, releaseRun } from '../runs/runClaim.js';
import { textHash } from '../runs/textHash.js';
import { removeJobFile, writeJobFile } from './jobFile.js';
import { makeQueueFolder, queueFiles, queueFolderOf, refuseLinkedQueue } from './queueFolder.js';

/** A queue that cannot be read or changed, and what to do. */
export class QueueError extends Error {
  override readonly name = 'QueueError';
}

/** A training to put into the queue. */
export interface AddedJob {
  readonly request: RunRequest;
  readonly modelName: string;
  readonly priority?: number;
}

const LIMITS = { maximumBytes: 32 * 2 ** 20, refuseLinks: true };
/** Somebody holds the queue for milliseconds at a time. */
const PATIENCE_MS = 15_000;

/**
 * The queue of a runs root, on disk. Every change is: claim, read, change, write beside and rename, release; so that of any
 * number of processes none overwrites another's, and a kill at any moment leaves the old queue or the new one. Holds nothing
 * in memory.
 */
export class QueueStore {
  readonly root: string;
  readonly #folder: string;
  readonly #file: string;
  /** Within this process one at a time, as a claim is a process's. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(root: string) {
    this.root = path.resolve(root);
    this.#folder = queueFolderOf(root);
    this.#file = path.join(this.#folder, queueFiles.state);
  }

  /** The queue as it is on disk; empty where there is none. @throws QueueError when it is damaged or refused */
  read(): Queue {
    let text: string;
    try {
      refuseLinkedQueue(this.root);
      text = readSmallTextSync(this.#file, LIMITS);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return emptyQueue;
      throw new QueueError(`The queue ${this.#file} cannot be read: ${message}`, { cause: error });
    }
    const parsed = parseQueue(text);
    if ('queue' in parsed) return parsed.queue;
    throw new QueueError(
      `The queue ${this.#file} is damaged, or of a newer version: ${parsed.problem}. Mend it, or move it away; runs are not in it.`,
    );
  }

  /** Another value whenever the file is another; costs no reading. */
  stamp(): string {
    const found = statSync(this.#file, { throwIfNoEntry: false, bigint: true });
    return found === undefined ? '' : `${found.ino} ${found.mtimeNs} ${found.size}`;
  }

  /** Does what a person asked for. Gives the queue afterwards. @throws QueueError, QueueFullError; Error when the disk refuses */
  async change(operation: QueueOperation): Promise<Queue> {
    const { before, after } = await this.#exchange((queue) => changeQueue(queue, operation, Date.now()));
    const left = new Set(after.jobs.map(({ id }) => id));
    // A file that stays behind means nothing: numbers are not used twice.
    for (const { id } of before.jobs) if (!left.has(id)) await removeJobFile(this.root, id).catch(() => undefined);
    return after;
  }

  /**
   * Puts trainings at the end of the queue. Their files are there before the queue names them: a crash in between leaves
   * files that mean nothing. @throws QueueError, QueueFullError; Error when the disk refuses
   */
  async add(added: readonly AddedJob[]): Promise<readonly QueuedJob[]> {
    if (added.length === 0) return [];
    const jobs = added.map(
      ({ request, modelName, priority }): NewJob => ({
        modelName: modelName.slice(0, 1_000),
        seed: request.seed,
        definitionHash: textHash(request.definitionText),
        ...(priority === undefined ? {} : { priority }),
      }),
    );
    // Numbers are set aside first, so that no claim is held while a thousand files are written.
    const { before } = await this.#exchange((queue) => {
      changeQueue(queue, { type: 'add', jobs }, 0);
      return { ...queue, nextId: queue.nextId + jobs.length };
    });
    const ids = jobs.map((_, index) => before.nextId + index);
    await inGroups(ids, (id, index) => {
      const job = added[index];
      return job === undefined ? Promise.resolve() : writeJobFile(this.root, String(id), job.request);
    });
    const first = before.nextId;
    const { after } = await this.#exchange((queue) => {
      const numbered = changeQueue({ ...queue, nextId: first }, { type: 'add', jobs }, Date.now());
      return { ...numbered, nextId: queue.nextId };
    });
    const own = new Set(ids.map(String));
    return after.jobs.filter(({ id }) => own.has(id));
  }

  /** Has `change` make another queue of this one while nobody else does; gives what it gives beside. */
  async update<T>(change: (queue: Queue) => { readonly queue: Queue; readonly result: T }): Promise<T> {
    let result: { readonly value: T } | undefined;
    await this.#exchange((queue) => {
      const changed = change(queue);
      result = { value: changed.result };
      return changed.queue;
    });
    if (result === undefined) throw new QueueError('The queue was not changed.');
    return result.value;
  }

  #exchange(change: (queue: Queue) => Queue): Promise<{ readonly before: Queue; readonly after: Queue }> {
    const done = this.#turn.then(async () => {
      await makeQueueFolder(this.root);
      await this.#claim();
      try {
        const before = this.read();
        const after = change(before);
        if (after !== before) this.#write(after);
        return { before, after };
      } finally {
        releaseRun(this.#folder);
      }
    });
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #claim(): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      try {
        claimRun(this.#folder);
        return;
      } catch (error) {
        if (!(error instanceof RunBusyError)) throw error;
        if (performance.now() > deadline)
          throw new QueueError(
            `The queue ${this.#folder} is held by another process, and has been for ${PATIENCE_MS / 1000} s. ${error.message}`,
          );
      }
      // Uneven, or two that wait would meet again and again.
      await sleep(2 + Math.random() * 15);
    }
  }

  /** On the disk before it has its name: neither a crash nor a power cut takes a job away. */
  #write(queue: Queue): void {
    const beside = besideName(this.#file);
    try {
      rmSync(beside, { force: true });
      const descriptor = openSync(beside, 'wx');
      try {
        writeSync(descriptor, writeQueueText(queue));
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
      renameSync(beside, this.#file);
    } catch (error) {
      rmSync(beside, { force: true });
      throw error;
    }
  }
}

const AT_ONCE = 16;

async function inGroups<T>(all: readonly T[], work: (one: T, index: number) => Promise<void>): Promise<void> {
  for (let start = 0; start < all.length; start += AT_ONCE)
    await Promise.all(all.slice(start, start + AT_ONCE).map((one, index) => work(one, start + index)));
}
