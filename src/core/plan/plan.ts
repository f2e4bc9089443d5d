import type { LayerDefinition } from '../definition/definition.js';
import type { SampleShape, WeightSpec } from '../layers/layer.js';

/** A layer with everything known that its inputs decide. */
export interface PlannedLayer {
  readonly definition: LayerDefinition;
  readonly inputShapes: readonly SampleShape[];
  readonly outputShape: SampleShape;
  /** Named `<layer name>/<weight name>` in the program and on disk. */
  readonly weights: readonly WeightSpec[];
  /** Multiply–accumulates for one image, forward. */
  readonly macs: number;
  /** None of its weights is learned, and its statistics stay as they are. */
  readonly frozen?: true;
  /** Name of the composite layer that it is a part of, which is no layer of a `ModelPlan` itself. */
  readonly partOf?: string;
  /** The parts of a composite layer, before a `ModelPlan` has them in its place. */
  readonly parts?: readonly PlannedLayer[];
}

/** A definition with shapes: what can be built. The last layer is the output. */
export interface ModelPlan {
  readonly name: string;
  readonly inputShape: SampleShape;
  readonly classCount: number;
  /** In an order in which each layer comes after its inputs: the definition's own. */
  readonly layers: readonly PlannedLayer[];
}

/** Multiply–accumulates for one image, forward. */
export function macsOf(plan: ModelPlan): number {
  return plan.layers.reduce((sum, layer) => sum + layer.macs, 0);
}
