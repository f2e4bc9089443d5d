import type { ModelPlan, PlannedLayer } from '../plan/plan.js';

/** Layers that hand on what they get, at most moved, scaled or thinned in training: the layer before them says it all. */
const HANDING_ON: ReadonlySet<string> = new Set([
  'input',
  'rescale',
  'resize',
  'imageNetMeans',
  'reshape',
  'flatten',
  'dropout',
  'spatialDropout2d',
  'zeroPadding2d',
  'mixup',
]);

/** A layer that is looked at. */
export interface EvidenceLayer {
  readonly layer: PlannedLayer;
  /** Name of the nearest such layer that it builds on; null for none. */
  readonly after: string | null;
  /** Channels of feature maps, numbers of a vector. */
  readonly units: number;
  /** Rows × columns of feature maps, 1 for a vector. */
  readonly positions: number;
}

/** More of them take more time and space than they tell; the last ones are kept. */
const MAXIMUM_LAYERS = 64;

/**
 * The layers at which evidence is gathered, in the plan's order: those that compute. Of a backbone only the last part before
 * each halving of the picture, and its last part. The output is always the last one.
 */
export function evidenceLayers({ layers }: ModelPlan): EvidenceLayer[] {
  const byName = new Map(layers.map((layer) => [layer.definition.name, layer]));
  const chosen = layers.filter((layer, index) => isTelling(layer, layers[index + 1])).slice(-MAXIMUM_LAYERS);
  const names = new Set(chosen.map(({ definition }) => definition.name));
  const before = (layer: PlannedLayer): string | null => {
    // By the first input, which a residual connection has for what it computes.
    for (let name = layer.definition.from[0]; name !== undefined; name = byName.get(name)?.definition.from[0])
      if (names.has(name)) return name;
    return null;
  };
  return chosen.map((layer) => ({
    layer,
    after: before(layer),
    units: layer.outputShape.at(-1) ?? 1,
    positions: layer.outputShape.slice(0, -1).reduce((product, side) => product * side, 1),
  }));
}

function isTelling(layer: PlannedLayer, next: PlannedLayer | undefined): boolean {
  const { definition, partOf, outputShape } = layer;
  if (next === undefined) return true;
  const { type, randomInTraining } = definition.type;
  if (partOf === undefined) return !HANDING_ON.has(type) && randomInTraining !== true;
  if (HANDING_ON.has(type)) return next.partOf !== partOf;
  return next.partOf !== partOf || isSmaller(next.outputShape, outputShape);
}

function isSmaller(next: readonly number[], own: readonly number[]): boolean {
  return next.length < own.length || (next.length === 3 && (next[0] ?? 0) < (own[0] ?? 0));
}
