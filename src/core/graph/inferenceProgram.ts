import type { ModelPlan } from '../plan/plan.js';
import { buildModel, modelVariables } from './buildModel.js';
import { BATCH, type DType, type Program, type Signature, type Variable } from './graph.js';
import { placeholder } from './ops/source.js';

/** A model that only predicts, for programs of others. */
export interface InferenceProgram {
  readonly program: Program;
  /** Weights and statistics, in the plan's order. */
  readonly weights: readonly Variable[];
}

/** Names of what goes in and what comes out. */
export const inferenceNames = { images: 'images', probabilities: 'probabilities' } as const;

/**
 * The program of a trained model for others to run: each signature takes `images` `[batch, height, width, channels]`, 0 to
 * 255, in its dtype, and gives `probabilities` `[batch, classes]`. What does something in training alone is not in it. Every
 * normalization stays one of its own, also where this product would fold it into the convolution before it.
 */
export function inferenceProgram(plan: ModelPlan, signatures: Readonly<Record<string, DType>>): InferenceProgram {
  const unfolded = { ...plan, layers: plan.layers.map(({ frozen: _, ...layer }) => layer) };
  const model = modelVariables(unfolded);
  const signatureOf = ([name, dtype]: [string, DType]): Signature => {
    const images = placeholder({ name: inferenceNames.images, dtype, shape: [BATCH, ...plan.inputShape] });
    const { output } = buildModel(unfolded, model, images);
    return { name, outputs: { [inferenceNames.probabilities]: output }, updates: [] };
  };
  return {
    program: { variables: model.all, signatures: Object.entries(signatures).map(signatureOf) },
    weights: model.all,
  };
}
