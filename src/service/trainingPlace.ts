import { parseRayAddress } from '../ray/rayAddress.js';
import { RayError } from '../ray/rayError.js';
import { readRayRunFile } from '../ray/rayRunFile.js';
import { type RayRunner, rayRunner } from '../runner/rayRunner.js';
import type { ServiceHandlers } from './serviceHandlers.js';

export interface TrainingPlaceOptions {
  /** The bundled trainer, absolute. */
  readonly trainerEntry: string;
  /** For people: why nothing happens. */
  readonly onNote: (runId: string, text: string) => void;
  /** Another cluster can be used from now on. */
  readonly onCluster: () => void;
}

/** A cluster that answered is not asked again for so long. */
const CHECKED_MS = 30_000;
/** Nor is one that refused: all trainings of a comparison hear the same, at once, and a person who tries again asks anew. */
const REFUSED_MS = 1_000;

interface Cluster {
  readonly address: string;
  readonly token: string | undefined;
  readonly runner: RayRunner;
  /** The last look at it, which several trainings may wait for. */
  check: Promise<unknown>;
  /** When the answer no longer counts, by `performance.now()`. */
  checkedUntil: number;
}

/** Where trainings run, as the host says: on this machine, or on a cluster. */
export class TrainingPlace {
  readonly #options: TrainingPlaceOptions;
  #isOnCluster = false;
  #cluster: Cluster | undefined;
  /** Why the address that the host named cannot be used. */
  #problem: unknown;

  readonly handlers: Pick<ServiceHandlers, 'useRunner' | 'checkCluster'> = {
    useRunner: ({ runner, address, token }) => {
      this.#isOnCluster = runner === 'ray';
      this.#use(address, token);
      return null;
    },
    checkCluster: async (_, { signal }) => {
      const { runner } = this.#required();
      const { rayVersion } = await runner.check(signal);
      return { rayVersion, address: runner.address };
    },
  };

  constructor(options: TrainingPlaceOptions) {
    this.#options = options;
  }

  get isOnCluster(): boolean {
    return this.#isOnCluster;
  }

  /** The cluster for a new run, which has just answered; undefined: this machine trains. @throws RayError */
  async forNew(): Promise<RayRunner | undefined> {
    return this.#isOnCluster ? this.#checked() : undefined;
  }

  /**
   * Where a run goes on: one whose job may go on there, at its cluster; another as a new one would.
   * @throws RayError
   */
  async forResumed(runFolder: string): Promise<RayRunner | undefined> {
    const job = readRayRunFile(runFolder);
    if (job === undefined) return this.forNew();
    const known = this.at(job.address);
    if (known !== undefined) return known;
    throw new RayError(
      'bad-address',
      `The run is being trained on the cluster at ${job.address}.`,
      'Set modelBakeoff.ray.address to that address.',
    );
  }

  /**
   * The cluster at an address, for a job that goes on there, if it is the one that the host named. One that only is out of reach
   * will be waited for. @throws RayError when it refuses.
   */
  async forLeft(address: string): Promise<RayRunner | undefined> {
    if (this.at(address) === undefined) return undefined;
    try {
      return await this.#checked();
    } catch (error) {
      if (error instanceof RayError && error.isPassing) return this.at(address);
      throw error;
    }
  }

  /** The cluster at an address, if it is the one that the host named. */
  at(address: string): RayRunner | undefined {
    return this.#cluster?.runner.address === address ? this.#cluster.runner : undefined;
  }

  dispose(): void {
    void this.#cluster?.runner.close();
  }

  async #checked(): Promise<RayRunner> {
    const cluster = this.#required();
    if (performance.now() >= cluster.checkedUntil) look(cluster);
    await cluster.check;
    return cluster.runner;
  }

  #required(): Cluster {
    if (this.#problem !== undefined) throw this.#problem;
    if (this.#cluster !== undefined) return this.#cluster;
    throw new RayError(
      'bad-address',
      'There is no address of a Ray cluster.',
      'Set modelBakeoff.ray.address, such as http://head:8265.',
    );
  }

  #use(address: string, token: string | undefined): void {
    const before = this.#cluster;
    if (before?.address === address && before.token === token) return;
    // Runs that it follows go on: their requests fail no sooner than their cluster does.
    this.#cluster = undefined;
    this.#problem = undefined;
    if (address.trim() === '') return;
    const { trainerEntry, onNote, onCluster } = this.#options;
    try {
      const { BAKEOFF_RAY_CA: caFile } = process.env;
      const runner = rayRunner({ url: parseRayAddress(address), token, caFile, trainerEntry, onNote });
      this.#cluster = { address, token, runner, check: Promise.resolve(), checkedUntil: 0 };
    } catch (error) {
      this.#problem = error;
      return;
    }
    onCluster();
  }
}

function look(cluster: Cluster): void {
  const answersFor = (ms: number) => () => {
    cluster.checkedUntil = performance.now() + ms;
  };
  cluster.checkedUntil = Number.POSITIVE_INFINITY;
  cluster.check = cluster.runner.check();
  cluster.check.then(answersFor(CHECKED_MS), answersFor(REFUSED_MS));
}
