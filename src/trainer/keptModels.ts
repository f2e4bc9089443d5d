import { statSync } from 'node:fs';
import path from 'node:path';
import { runFiles } from '../runs/runFolder.js';
import { openTrainedModel, type TrainedModel } from './trainedModel.js';

/** Models at once: who steps through images asks the same few runs again and again. */
const MAXIMUM_MODELS = 4;

/** The models that were asked for last, ready to be asked again. Calls must not overlap. */
export class KeptModels {
  /** By run folder, the one used last at the end. */
  readonly #models = new Map<string, { readonly stamp: string; readonly model: TrainedModel }>();

  /** The run's model, with the outputs of its layers; loaded anew when its weights have changed. @throws as `openTrainedModel` */
  async get(runFolder: string): Promise<TrainedModel> {
    const stamp = weightsStamp(runFolder);
    const known = this.#models.get(runFolder);
    this.#models.delete(runFolder);
    if (known !== undefined && known.stamp !== stamp) known.model.session.dispose();
    const kept =
      known?.stamp === stamp ? known : { stamp, model: await openTrainedModel(runFolder, { isInspected: true }) };
    this.#models.set(runFolder, kept);
    for (const [folder, { model }] of this.#models) {
      if (this.#models.size <= MAXIMUM_MODELS) break;
      this.#models.delete(folder);
      model.session.dispose();
    }
    return kept.model;
  }
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
