import type { LayerDefinition } from '../definition/definition.js';
import type { TextRange } from '../definition/problem.js';
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

/** A backbone of a plan: which published network it is, and what it begins with. */
export interface PlannedBackbone {
  /** Of the layer in the definition: `backbone`. */
  readonly layer: string;
  /** Of the published network: `mobilenetV1`. */
  readonly network: string;
  readonly alpha: number;
  readonly inputSize: number;
  /** Its last layer that is used. */
  readonly upTo: string;
  /** `imagenet`, `none`, or a path relative to the definition. */
  readonly weights: string;
  /** Its entry in the text. */
  readonly range: TextRange;
}

/** A definition with shapes: what can be built. The last layer is the output. */
export interface ModelPlan {
  readonly name: string;
  readonly inputShape: SampleShape;
  readonly classCount: number;
  /** In an order in which each layer comes after its inputs: the definition's own. */
  readonly layers: readonly PlannedLayer[];
  /** The backbones among them, whose weights are to be read; absent without any. */
  readonly backbones?: readonly PlannedBackbone[];
}

/** Multiply–accumulates for one image, forward. */
export function macsOf(plan: ModelPlan): number {
  return plan.layers.reduce((sum, layer) => sum + layer.macs, 0);
}
