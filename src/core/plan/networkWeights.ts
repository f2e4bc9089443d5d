import { backbone } from '../layers/backbone.js';
import { isLayerProblem } from '../layers/layer.js';
import type { BackboneWeight } from './plannedBackbone.js';

/** Large enough for every network; weights do not depend on it. */
const ANY_SIZE = 224;

/**
 * The weights of a published network up to a layer, all of them where none is named; undefined for a layer that it does not
 * have, or a width that it cannot have.
 */
export function networkWeights(network: {
  readonly name: string;
  readonly alpha: number;
  readonly upTo?: string | undefined;
}): readonly BackboneWeight[] | undefined {
  const { name, alpha, upTo } = network;
  const options = { name, alpha, upTo, inputSize: ANY_SIZE, weights: 'none', trainable: 'none' as const };
  const answer = backbone.infer(options, [[ANY_SIZE, ANY_SIZE, 3]]);
  if (isLayerProblem(answer)) return undefined;
  return answer.parts?.flatMap((part) =>
    part.weights.map((weight, index) => ({
      variable: `${part.name}/${weight.name}`,
      layer: part.name,
      layerType: part.type.type,
      weight: weight.name,
      index,
      shape: weight.shape,
    })),
  );
}
