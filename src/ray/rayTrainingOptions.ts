import type { FollowPatience } from './followJob.js';
import type { RayCluster } from './rayCluster.js';

/** How a run is trained on a cluster. */
export interface RayTrainingOptions {
  readonly cluster: RayCluster;
  /** Made by `createRunFolder`; its name is the run's id there too. */
  readonly runFolder: string;
  /** Processors that Ray sets aside. */
  readonly cpus: number;
  /** Laid over the trainer's environment there. */
  readonly env: Readonly<Record<string, string>>;
  /** SHA-256 that the images must have there; absent: whatever the worker finds. */
  readonly imagesChecksum?: string | undefined;
  /** For people: why nothing happens, what is tried again. */
  readonly onNote?: (text: string) => void;
  readonly patience?: RayPatienceOptions;
}

export interface RayPatienceOptions extends Partial<FollowPatience> {
  /** Jobs in a row that bring the run no further. */
  readonly attempts?: number;
  /** Before the second of them; doubles each time. */
  readonly retryMs?: number;
  /** From one request for a job's end to the next. */
  readonly stopMs?: number;
}
