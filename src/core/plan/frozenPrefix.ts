import { input } from '../layers/input.js';
import type { SampleShape } from '../layers/layer.js';
import { type ModelPlan, macsOf, type PlannedLayer } from './plan.js';

/** A plan cut in two: what gives the same for an image in every epoch, and what is learned from that. */
export interface FrozenPrefix {
  /** From the images to the features; its last layer is `layer`. */
  readonly prefix: ModelPlan;
  /** From the features to the probabilities; its input layer has the name of `layer`. */
  readonly head: ModelPlan;
  /** Name of the layer whose output the features are. */
  readonly layer: string;
  /** Of the features of one image. */
  readonly shape: SampleShape;
}

/**
 * Cuts a plan after the longest beginning that has no learned weights and nothing random in training, if everything behind
 * it reads nothing but its last layer, and if it costs anything: undefined otherwise. Of places between which nothing is
 * multiplied (pooling, flatten), the one with the fewest numbers for an image is taken.
 */
export function splitAtFrozenPrefix(plan: ModelPlan): FrozenPrefix | undefined {
  const { layers } = plan;
  const variable = layers.findIndex(changesInTraining);
  const cuts = cutsBefore(layers, variable < 0 ? layers.length - 1 : variable);
  const deepest = cuts.at(-1);
  if (deepest === undefined) return undefined;
  const macsUntil = (index: number) => macsOf({ ...plan, layers: layers.slice(0, index + 1) });
  const cost = macsUntil(deepest);
  if (cost === 0) return undefined;
  const cut = cuts
    .filter((index) => macsUntil(index) === cost)
    .reduce((best, index) => (sizeAt(layers, index) <= sizeAt(layers, best) ? index : best));
  const last = layers[cut];
  if (last === undefined) return undefined;
  const { name } = last.definition;
  const shape = last.outputShape;
  const source: PlannedLayer = {
    definition: { type: input, name, from: [], options: {}, range: last.definition.range },
    inputShapes: [],
    outputShape: shape,
    weights: [],
    macs: 0,
  };
  return {
    prefix: { ...plan, layers: layers.slice(0, cut + 1) },
    head: { ...plan, inputShape: shape, layers: [source, ...layers.slice(cut + 1)] },
    layer: name,
    shape,
  };
}

function changesInTraining({ definition, weights, frozen }: PlannedLayer): boolean {
  if (definition.type.randomInTraining === true) return true;
  return !frozen && weights.length > 0;
}

/** Places before layer `end` after which every layer reads that place or a later one, in order. */
function cutsBefore(layers: readonly PlannedLayer[], end: number): number[] {
  const places = new Map(layers.map(({ definition }, index) => [definition.name, index]));
  const cuts: number[] = [];
  // The earliest place that is read by what comes after the place at hand.
  let earliest = layers.length;
  for (let index = layers.length - 1; index >= 0; index -= 1) {
    if (index < end && earliest >= index) cuts.unshift(index);
    for (const name of layers[index]?.definition.from ?? []) earliest = Math.min(earliest, places.get(name) ?? 0);
  }
  return cuts;
}

function sizeAt(layers: readonly PlannedLayer[], index: number): number {
  return (layers[index]?.outputShape ?? []).reduce((product, size) => product * size, 1);
}
