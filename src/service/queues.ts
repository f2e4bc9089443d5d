import { availableParallelism } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { changeQueue } from '../core/queue/changeQueue.js';
import { hasEnded, type Queue } from '../core/queue/job.js';
import type { OrderedJob, QueueRoom } from '../protocol/queue.js';
import { type CoreBudget, coreBudget } from '../queue/coreBudget.js';
import { readJobFile } from '../queue/jobFile.js';
import { QueueWorker } from '../queue/queueWorker.js';
import { settleOrphans } from '../queue/settleOrphans.js';
import { findSameRuns } from '../runs/findSameRun.js';
import { textHash } from '../runs/textHash.js';
import type { HeldRuns } from './heldRuns.js';
import { placedRunner } from './placedRunner.js';
import { QueueWatcher } from './queueWatcher.js';
import type { RunRoots } from './runRoots.js';
import type { Notify, ServiceHandlers } from './serviceHandlers.js';
import type { TrainingPlace } from './trainingPlace.js';
import type { Trainings } from './trainings.js';

export interface QueuesOptions {
  /** The bundled trainer, absolute. */
  readonly trainerEntry: string;
  readonly roots: Pick<RunRoots, 'refresh'>;
  readonly held: HeldRuns;
  readonly notify: Notify;
  readonly place: TrainingPlace;
  readonly trainings: Pick<Trainings, 'running'>;
  /** Of a dataset's images, by the id in a request. */
  readonly checksumOf: (dataset: string) => Promise<string>;
}

interface OpenQueue {
  readonly root: string;
  readonly watcher: QueueWatcher;
  /** Works it off, or ends doing so. */
  worker?: QueueWorker | undefined;
  isWorked: boolean;
}

const NO_ROOM: QueueRoom = { atOnce: 0, cores: 0, ahead: 0, afterWindow: 'continue' };

/** The queues of the window's runs roots: followed, changed and worked off. */
export class Queues {
  readonly #options: QueuesOptions;
  /** By absolute root. */
  readonly #open = new Map<string, OpenQueue>();
  /** Until the host has said: none. */
  #room = NO_ROOM;

  readonly handlers: Pick<
    ServiceHandlers,
    'openQueue' | 'closeQueue' | 'changeQueue' | 'addToQueue' | 'workQueue' | 'setQueueRoom'
  > = {
    openQueue: ({ root }) => this.#served(this.#opened(path.resolve(root))),
    closeQueue: ({ root }) => {
      const open = this.#open.get(path.resolve(root));
      if (open !== undefined) this.#close(open);
      return null;
    },
    changeQueue: async ({ root, operation }) => {
      const { watcher } = this.#opened(path.resolve(root));
      await watcher.store.change(operation);
      await settleOrphans(watcher.store);
      watcher.look();
      return null;
    },
    addToQueue: ({ root, jobs, again }) => this.#add(this.#opened(path.resolve(root)), jobs, again),
    workQueue: ({ root, isOn }) => {
      this.#work(this.#opened(path.resolve(root)), isOn);
      return null;
    },
    setQueueRoom: (room) => {
      this.#room = room;
      return null;
    },
  };

  constructor(options: QueuesOptions) {
    this.#options = options;
  }

  /** Leaves the trainings to themselves. */
  dispose(): void {
    for (const open of this.#open.values()) this.#close(open);
  }

  #opened(root: string): OpenQueue {
    const known = this.#open.get(root);
    if (known !== undefined) return known;
    const open: OpenQueue = { root, watcher: new QueueWatcher(root, () => this.#tell(open)), isWorked: false };
    this.#open.set(root, open);
    return open;
  }

  #close(open: OpenQueue): void {
    this.#open.delete(open.root);
    open.watcher.dispose();
    open.worker?.leave();
  }

  #served({ root, watcher, isWorked }: OpenQueue) {
    const { queue, problem } = watcher.seen;
    return { root, queue: withoutLeases(queue), isWorked, ...(problem === undefined ? {} : { problem }) };
  }

  #tell(open: OpenQueue): void {
    if (this.#open.get(open.root) === open) this.#options.notify('queueChanged', this.#served(open));
  }

  async #add({ root, watcher }: OpenQueue, jobs: readonly OrderedJob[], again: boolean) {
    const leftOut = again ? [] : await this.#alreadyThere(root, watcher.store.read(), jobs);
    const isOut = new Set(leftOut);
    const added = await watcher.store.add(jobs.filter((_, index) => !isOut.has(index)));
    watcher.look();
    return { added: added.length, leftOut };
  }

  /** Places of the jobs that have been trained to their end, or that the queue still has to train. */
  async #alreadyThere(root: string, queue: Queue, jobs: readonly OrderedJob[]): Promise<number[]> {
    const checksums = new Map<string, string>();
    for (const { dataset } of jobs.map(({ request }) => request))
      if (!checksums.has(dataset)) checksums.set(dataset, await this.#options.checksumOf(dataset));
    const wanted = jobs.map(({ request }) => ({ request, checksum: checksums.get(request.dataset) ?? '' }));
    const trained = await findSameRuns(root, wanted, 'complete');
    const places: number[] = [];
    for (const [index, { request }] of jobs.entries())
      if (trained[index] !== undefined || (await isToBeTrained(root, queue, request))) places.push(index);
    return places;
  }

  #work(open: OpenQueue, isOn: boolean): void {
    if (open.isWorked === isOn) return;
    open.isWorked = isOn;
    if (!isOn) open.worker?.finish();
    else if (open.worker === undefined) void this.#workOff(open, this.#workerOf(open));
    else open.worker.goOn();
    this.#tell(open);
  }

  async #workOff(open: OpenQueue, worker: QueueWorker): Promise<void> {
    open.worker = worker;
    try {
      await worker.run({ mayWait: true });
    } catch (error) {
      // The watcher tells a damaged queue as well: a person turns it on again.
      this.#log('error', `The queue of ${open.root} is not worked off any more: ${(error as Error).message}`);
      worker.leave();
    }
    open.worker = undefined;
    if (open.isWorked) {
      open.isWorked = false;
      this.#tell(open);
    }
  }

  #workerOf(open: OpenQueue): QueueWorker {
    const { place, trainerEntry, held, roots, notify, checksumOf } = this.#options;
    const { root, watcher } = open;
    const runner = placedRunner({
      place,
      trainerEntry,
      checksumOf,
      afterWindow: () => this.#room.afterWindow,
      onBegun: (folder, { pid }) => {
        if (pid !== undefined && this.#room.afterWindow === 'stop') held.hold(folder);
        this.#log('info', `Training ${path.basename(folder)} ${pid === undefined ? 'elsewhere' : `in process ${pid}`}`);
        void roots.refresh([folder]);
      },
      onRefused: async ({ message, code, advice }) => {
        // Several that begin together are refused together: one is told.
        const wasPaused = await watcher.store.update((queue) => ({
          queue: changeQueue(queue, { type: 'pauseQueue' }, Date.now()),
          result: queue.isPaused,
        }));
        if (!wasPaused) notify('queueRefused', { root, message, code: `ray-${code}`, advice });
      },
    });
    return new QueueWorker({
      store: watcher.store,
      runner,
      budget: () => this.#budget(open),
      onBegun: () => watcher.look(),
      onEnded: (id, outcome) => {
        if (outcome.state === 'failed') this.#log('error', `Job ${id}: ${outcome.message}`);
        watcher.look();
      },
    });
  }

  /** What is left for a queue: what people ordered directly and other queues' jobs have their places. */
  #budget(open: OpenQueue): CoreBudget {
    const { atOnce, cores, ahead } = this.#room;
    const { place, trainings } = this.#options;
    const room = place.isOnCluster ? { atOnce, cores } : coreBudget({ atOnce, cores }, availableParallelism());
    const others = [...this.#open.values()].filter((other) => other !== open);
    const taken = others.reduce((sum, { watcher }) => sum + runningJobs(watcher.seen.queue), 0);
    return { ...room, atOnce: Math.max(0, Math.min(atOnce, room.atOnce) - ahead - trainings.running - taken) };
  }

  #log(level: 'info' | 'error', message: string): void {
    this.#options.notify('logged', { level, message });
  }
}

function runningJobs({ jobs }: Queue): number {
  return jobs.reduce((count, { state }) => count + (state === 'running' ? 1 : 0), 0);
}

/** Who holds what is nothing for the host. */
function withoutLeases(queue: Queue): Queue {
  return { ...queue, jobs: queue.jobs.map(({ lease: _, ...job }) => job) };
}

/** Whether a queue still has to train the very same. */
async function isToBeTrained(root: string, { jobs }: Queue, request: OrderedJob['request']): Promise<boolean> {
  const hash = textHash(request.definitionText);
  // As a file gives it back: without what is undefined.
  const wanted = JSON.parse(JSON.stringify(request));
  for (const job of jobs) {
    if (hasEnded(job) || job.definitionHash !== hash || job.seed !== request.seed) continue;
    const waiting = await readJobFile(root, job.id).catch(() => undefined);
    if (isDeepStrictEqual(JSON.parse(JSON.stringify(waiting ?? null)), wanted)) return true;
  }
  return false;
}
