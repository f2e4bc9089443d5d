import { ownName } from './partName.js';
import type { ModelPlan, PlannedBackbone, PlannedLayer } from './plan.js';

/** A weight of a backbone, as files of weights are asked for it. */
export interface BackboneWeight {
  /** In the program and on disk: `backbone › conv1/kernel`. */
  readonly variable: string;
  /** Of the published network: `conv1`. */
  readonly layer: string;
  /** Our type of that layer. */
  readonly layerType: string;
  /** Our name of the weight: `kernel`, `movingMean`. */
  readonly weight: string;
  /** Its place among the layer's weights. */
  readonly index: number;
  readonly shape: readonly number[];
}

/** What a composite layer that is a backbone tells of itself. */
export function plannedBackbone({ definition, parts }: PlannedLayer): PlannedBackbone | undefined {
  const last = parts?.at(-1);
  if (last === undefined) return undefined;
  const { name, options, range } = definition;
  return {
    layer: name,
    network: String(options.name),
    alpha: Number(options.alpha),
    inputSize: Number(options.inputSize),
    upTo: ownName(last),
    weights: String(options.weights),
    range,
  };
}

/** The weights of one of a plan's backbones, in the plan's order. */
export function backboneWeights(plan: ModelPlan, backbone: PlannedBackbone): readonly BackboneWeight[] {
  return plan.layers
    .filter(({ partOf }) => partOf === backbone.layer)
    .flatMap((part) =>
      part.weights.map(({ name, shape }, index) => ({
        variable: `${part.definition.name}/${name}`,
        layer: ownName(part),
        layerType: part.definition.type.type,
        weight: name,
        index,
        shape,
      })),
    );
}
