import type { EvidenceLayer } from './evidenceLayers.js';
import type { GatheredLayer } from './gatheredLayer.js';
import { isRescaled } from './isRescaled.js';
import { fitRidgeProbe, probeCost, type RidgeProbe } from './ridgeProbe.js';

interface FitOptions {
  readonly layers: readonly EvidenceLayer[];
  /** What each layer gave for the probe images. */
  readonly gathered: readonly GatheredLayer[];
  /** Of the probe images. */
  readonly labels: ArrayLike<number>;
  readonly classCount: number;
  /** What a multiply–accumulate takes, to begin with. */
  readonly productMs: number;
  elapsed(): number;
  leftMs(): number;
  breathe(): Promise<void>;
}

/** The probes of all layers but the output, by their places. */
export interface FittedLayers {
  /** Undefined where there is none, or that of another layer serves. */
  readonly probes: readonly (RidgeProbe | undefined)[];
  /** Places of layers for which time was too short. */
  readonly late: ReadonlySet<number>;
  /** Of layers that only scale and shift what an earlier one gives: the earlier one's place, whose probe is theirs. */
  readonly twins: ReadonlyMap<number, number>;
}

/** Fits so many multiply–accumulates before their time is believed: small layers say nothing of large ones. */
const TELLING_PRODUCTS = 5e6;

/** Fits probes one after the other; those that would take longer than is left are not begun. */
export async function fitLayers(options: FitOptions): Promise<FittedLayers> {
  const { layers, gathered, labels, classCount, productMs, elapsed, leftMs, breathe } = options;
  const probes: (RidgeProbe | undefined)[] = [];
  const late = new Set<number>();
  const twins = new Map<number, number>();
  const spent = { products: 0, ms: 0 };
  for (const [index, layer] of gathered.entries()) {
    await breathe();
    const { activations } = layer;
    const before = layers.findIndex(({ layer: { definition } }) => definition.name === layers[index]?.after);
    const twin = twins.get(before) ?? before;
    if (index === layers.length - 1) {
      probes.push(undefined);
    } else if (gathered[twin] !== undefined && isRescaled(gathered[twin].activations, activations)) {
      twins.set(index, twin);
      if (late.has(twin)) late.add(index);
      probes.push(undefined);
    } else {
      const products = probeCost(activations.rows, activations.features);
      const rate = spent.products < TELLING_PRODUCTS ? productMs : spent.ms / spent.products;
      const isLate = products * rate > leftMs();
      if (isLate) late.add(index);
      const start = elapsed();
      probes.push(isLate ? undefined : fitRidgeProbe(activations, labels, classCount));
      if (!isLate) spent.products += products;
      spent.ms += elapsed() - start;
    }
  }
  return { probes, late, twins };
}
