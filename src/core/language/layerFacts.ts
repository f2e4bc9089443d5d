import { formatCount, formatFixed, formatQuantity, formatShape } from '../format.js';
import type { PlannedLayer } from '../plan/plan.js';

/** A layer's size in words, as on its line: `14×14×32 · 9,248 parameters · 0.7 M MACs`. What is zero is left out. */
export function layerFacts(layer: PlannedLayer): string {
  const parameters = parameterCountOf(layer);
  return [
    formatShape(layer.outputShape),
    ...(parameters === 0 ? [] : [formatQuantity(parameters, 'parameter')]),
    ...(layer.macs === 0 ? [] : [`${formatMacs(layer.macs)} MACs`]),
  ].join(' · ');
}

/** Multiply–accumulates in one decimal, so that layers compare at a glance: `0.7 M`, `1.2 G`; small ones in full. */
export function formatMacs(macs: number): string {
  if (macs < 50_000) return formatCount(macs);
  // 999.95 million would be printed as 1000.0: it belongs to the next unit.
  return macs < 999.95e6 ? `${formatFixed(macs / 1e6, 1)} M` : `${formatFixed(macs / 1e9, 1)} G`;
}

/** Numbers in all weights and statistics of a layer. */
export function parameterCountOf({ weights }: PlannedLayer): number {
  return weights.reduce((sum, weight) => sum + sizeOf(weight.shape), 0);
}

/** Those of them that are running statistics, not learned. */
export function statisticCountOf({ weights }: PlannedLayer): number {
  return weights.reduce((sum, weight) => sum + (weight.trainable ? 0 : sizeOf(weight.shape)), 0);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
