import type { AfterWindow } from '../protocol/runners.js';
import { PlaceRefusedError, type QueuedTraining, type QueueRunner } from '../queue/queueRunner.js';
import { RayError } from '../ray/rayError.js';
import type { Runner } from '../runner/runner.js';
import type { TrainingPlace } from './trainingPlace.js';
import { windowRunner } from './windowRunner.js';

export interface PlacedRunnerOptions {
  readonly place: TrainingPlace;
  /** The bundled trainer, absolute. */
  readonly trainerEntry: string;
  readonly afterWindow: () => AfterWindow;
  /** Of a dataset's images, by the id in a request: workers must find the same. */
  readonly checksumOf: (dataset: string) => Promise<string>;
  /** A training has begun in a folder. */
  readonly onBegun: (folder: string, training: QueuedTraining) => void;
  /** The cluster takes nothing; resolves when nothing more will be asked of it for now. */
  readonly onRefused: (error: RayError) => Promise<void>;
}

/** Trains a queue's jobs where the host says at the moment of each. */
export function placedRunner({
  place,
  trainerEntry,
  afterWindow,
  checksumOf,
  onBegun,
  onRefused,
}: PlacedRunnerOptions): QueueRunner {
  const begin = async (
    runFolder: string,
    find: () => Promise<Runner | undefined>,
    work: (runner: Runner) => Promise<QueuedTraining>,
  ) => {
    try {
      const training = await work((await find()) ?? windowRunner(trainerEntry, afterWindow()));
      onBegun(runFolder, training);
      return training;
    } catch (error) {
      if (!(error instanceof RayError)) throw error;
      await onRefused(error);
      throw new PlaceRefusedError(error.message, { cause: error });
    }
  };
  return {
    start: (options) =>
      begin(
        options.runFolder,
        () => place.forNew(),
        async (runner) => {
          const isElsewhere = runner.id !== 'local';
          const images = isElsewhere ? { imagesChecksum: await checksumOf(options.request.dataset) } : {};
          return runner.start({ ...options, ...images });
        },
      ),
    resume: (options) =>
      begin(
        options.runFolder,
        () => place.forResumed(options.runFolder),
        (runner) => runner.resume(options),
      ),
  };
}
