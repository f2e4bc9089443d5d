import type { ModelPlan } from '../plan/plan.js';
import { buildModel, modelVariables } from './buildModel.js';
import { BATCH, type Program, type Variable } from './graph.js';
import { placeholder } from './ops/source.js';
import { writeState } from './stateSignatures.js';

/** The frozen beginning of a model, from images to features. */
export interface FeatureProgram {
  readonly program: Program;
  /** In the plan's order. */
  readonly weights: readonly Variable[];
}

/**
 * Builds the program of a plan's frozen beginning (`FrozenPrefix.prefix`). Signatures:
 *
 * - `initialize`: feeds each weight by its name.
 * - `features`: images uint8 `[b, height, width, channels]` → `features` float32 `[b, …]`, what the last layer gives.
 */
export function buildFeatureProgram(prefix: ModelPlan): FeatureProgram {
  const model = modelVariables(prefix);
  const images = placeholder({ name: 'images', dtype: 'uint8', shape: [BATCH, ...prefix.inputShape] });
  const { output } = buildModel(prefix, model, images);
  return {
    program: {
      variables: model.all,
      signatures: [
        writeState('initialize', model.all),
        { name: 'features', outputs: { features: output }, updates: [] },
      ],
    },
    weights: model.all,
  };
}
