import type { ModelPlan } from '../plan/plan.js';
import { buildModel, type ModelVariables } from './buildModel.js';
import { gradients } from './gradients.js';
import { BATCH, type Signature } from './graph.js';
import { multiply } from './ops/elementwise.js';
import { mean, sum } from './ops/reduce.js';
import { placeholder } from './ops/source.js';

/** Placeholder names, as callers feed them. */
export const gradCamFeeds = { images: 'images', classWeights: 'classWeights' } as const;

/** Name of the output that has a layer's map. */
export function mapOutput(layer: string): string {
  return `map/${layer}`;
}

/**
 * Class activation maps of layers by gradients (R. R. Selvaraju et al., "Grad-CAM: Visual Explanations from Deep Networks via
 * Gradient-based Localization", ICCV 2017). Signature `gradCam`: images uint8 and `classWeights` float32 `[b, classes]` →
 * `probabilities`, and for each layer `map/<name>` `[b, rows, columns]`: `Σ_k α_k A_k`, where `A` is what the layer gives,
 * activation included, and `α_k` is the mean over rows and columns of the gradient of the score by channel `k`. Not yet
 * clipped at 0, as equation 2 there has it: what is below speaks against.
 *
 * The score is the sum of the logits, each times its weight: 1 for a class, and −1 for another one from which it is told.
 * Logits are what the closing softmax got: its own gradient would mix in all other classes, and vanish where the model is sure.
 */
export function gradCamSignature(plan: ModelPlan, model: ModelVariables, layers: readonly string[]): Signature {
  const images = placeholder({ name: gradCamFeeds.images, dtype: 'uint8', shape: [BATCH, ...plan.inputShape] });
  const shape = [BATCH, plan.classCount];
  const classWeights = placeholder({ name: gradCamFeeds.classWeights, dtype: 'float32', shape });
  // A convolution that is folded into one with its normalization has no output of its own.
  const built = buildModel(plan, model, images, undefined, { foldsNormalization: false });
  const score = sum(multiply(built.logits, classWeights), { axes: [0, 1], keepDimensions: false });
  const features = layers.map((name) => built.layerOutput(name));
  const slopes = gradients(score, features);
  const maps = features.map((output, index) => {
    const channelWeights = mean(slopes[index] ?? output, { axes: [1, 2], keepDimensions: true });
    return sum(multiply(output, channelWeights), { axes: [3], keepDimensions: false });
  });
  const named = maps.map((map, index) => [mapOutput(layers[index] ?? ''), map] as const);
  return {
    name: 'gradCam',
    outputs: { probabilities: built.output, ...Object.fromEntries(named) },
    updates: [],
  };
}
