import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { formatQuantity } from '../core/format.js';
import type { RequestContext } from '../protocol/channel.js';
import { RemoteError } from '../protocol/remoteError.js';
import type { ComputedSplit } from '../protocol/service.js';
import { PredictionsError, readPredictions, type StoredPredictions } from '../runs/predictionsFile.js';
import { isTrainerAlive } from '../runs/runClaim.js';
import { runFiles } from '../runs/runFolder.js';
import type { PredictSplitMessage } from '../runs/trainerMessages.js';
import { runTrainerTask } from '../runs/trainerTask.js';
import type { RunImages } from './runImages.js';
import { SharedWork } from './sharedWork.js';
import { trainerEnvironment } from './trainerEnvironment.js';
import { atIntervals } from './workProgress.js';

/** The probabilities that runs give the images of a split: stored ones, or computed by a trainer and stored. */
export class SplitPredictions {
  readonly #entry: string;
  readonly #work = new SharedWork<void>();

  constructor(trainerEntry: string) {
    this.#entry = trainerEntry;
  }

  /** Those that are stored; undefined where a trainer would have to compute them. @throws RemoteError, PredictionsError */
  async stored({ folder, started }: Pick<RunImages, 'folder' | 'started'>, split: ComputedSplit['split']) {
    try {
      return await readPredictions(folder, { started }, split);
    } catch (error) {
      if (!(error instanceof PredictionsError) || error.code !== 'missing') throw error;
      await requireTrained(folder);
      if (split === 'test') throw error;
      return undefined;
    }
  }

  /** @throws RemoteError `run-unfinished`, `weights-missing`, `not-trusted`; PredictionsError; TrainerTaskError; the signal's reason. */
  async read(
    run: RunImages,
    { split, mayCompute, cores }: ComputedSplit,
    { signal, report }: RequestContext,
  ): Promise<StoredPredictions> {
    const { folder, started } = run;
    const stored = await this.stored(run, split);
    if (stored !== undefined) return stored;
    requirePermission(mayCompute);
    await this.#work.do(`${folder} ${split}`, { signal, report }, async (ending, tell) => {
      const told = atIntervals(tell);
      told({ message: `Predicting ${formatQuantity(run.imagesOf(split).length, `${split} image`)}` });
      await runTrainerTask<PredictSplitMessage>(
        { type: 'predictSplit', runFolder: folder, split },
        {
          entry: this.#entry,
          env: trainerEnvironment(cores),
          signal: ending,
          onProgress: (done, total) =>
            told({ message: `Predicting ${split} images: ${done} of ${total}`, fraction: done / Math.max(1, total) }),
        },
      );
    });
    return readPredictions(folder, { started }, split);
  }

  /** Ends what is being computed. */
  dispose(): void {
    this.#work.dispose();
  }
}

/** A trainer whose run has come to its end still lives for a moment. */
const ENDING_MS = 3_000;

/** @throws RemoteError `run-unfinished` or `weights-missing` unless the run has a trained model. */
export async function requireTrained(folder: string): Promise<void> {
  for (const end = Date.now() + ENDING_MS; isTrainerAlive(folder); await delay(50))
    if (Date.now() > end)
      throw new RemoteError(
        'The run is still being trained.',
        'run-unfinished',
        'What it makes of single images can be seen when it has ended.',
      );
  if (!existsSync(path.join(folder, runFiles.weightsIndex)))
    throw new RemoteError(
      'The run has no trained model: it ended before its weights were written, or they were deleted.',
      'weights-missing',
      'Resume the run, or train the model again.',
    );
}

/** @throws RemoteError `not-trusted` */
export function requirePermission(mayCompute: boolean): void {
  if (mayCompute) return;
  throw new RemoteError(
    'In Restricted Mode no model is run.',
    'not-trusted',
    'Trust the workspace to have this computed; what is stored can be read.',
  );
}
