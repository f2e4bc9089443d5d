import { statSync } from 'node:fs';
import path from 'node:path';
import { runFiles } from '../runs/runFolder.js';
import { openTrainedModel, type TrainedModel } from './trainedModel.js';
import { warmUps } from './warmUps.js';

/** Models at once: who steps through images asks the same few runs again and again. */
const MAXIMUM_MODELS = 4;

interface KeptModel {
  readonly stamp: string;
  readonly model: TrainedModel;
  /** What has not been made ready. */
  readonly cold: (() => Promise<unknown>)[];
}

/** The models that were asked for last, ready to be asked again. Calls must not overlap. */
export class KeptModels {
  /** By run folder, the one used last at the end. */
  readonly #models = new Map<string, KeptModel>();

  /** The run's model, with the outputs of its layers; loaded anew when its weights have changed. @throws as `openTrainedModel` */
  async get(runFolder: string): Promise<TrainedModel> {
    const stamp = weightsStamp(runFolder);
    const known = this.#models.get(runFolder);
    this.#models.delete(runFolder);
    if (known !== undefined && known.stamp !== stamp) known.model.session.dispose();
    const kept = known?.stamp === stamp ? known : await keptModel(stamp, runFolder);
    this.#models.set(runFolder, kept);
    for (const [folder, { model }] of this.#models) {
      if (this.#models.size <= MAXIMUM_MODELS) break;
      this.#models.delete(folder);
      model.session.dispose();
    }
    return kept.model;
  }

  /** Makes one more thing ready that the model used last may be asked for; false when it is ready for all. @throws EngineError */
  async prepare(): Promise<boolean> {
    const { cold = [] } = [...this.#models.values()].at(-1) ?? {};
    await cold.shift()?.();
    return cold.length > 0;
  }
}

async function keptModel(stamp: string, runFolder: string): Promise<KeptModel> {
  const model = await openTrainedModel(runFolder, { isInspected: true });
  return { stamp, model, cold: warmUps(model) };
}

/** Another one for other weights; the same where there are none. */
export function weightsStamp(runFolder: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(path.join(runFolder, runFiles.weightsIndex));
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return 'none';
  }
}
