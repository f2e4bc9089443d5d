import type { EvidenceLayer } from './evidenceLayers.js';
import { probeCost } from './ridgeProbe.js';

/** Test images that probes are fitted on, where time allows; the fewer ones are the first of the more. */
export const PROBE_IMAGES = 1000;
const FEWEST = 250;
const CHOICES = [PROBE_IMAGES, 500, FEWEST];

/** A multiply–accumulate of JavaScript in double precision takes no less, on a machine that has nothing else to do. */
export const MS_PER_PRODUCT = 4e-7;
/** Activations of all layers together take no more. */
const MAXIMUM_BYTES = 256 * 2 ** 20;

/** Time that fitting the probes of all layers takes, about. */
export function fittingMs(layers: readonly EvidenceLayer[], images: number, msPerProduct: number): number {
  return layers.reduce((sum, { units }) => sum + probeCost(images, units), 0) * msPerProduct;
}

/**
 * How many of `available` images the probes are fitted on, so that it takes no longer than `leftMs` at `msPerImage` for the
 * forward pass; undefined where even the fewest would take longer.
 */
export function probeCount(
  layers: readonly EvidenceLayer[],
  available: number,
  msPerImage: number,
  leftMs: number,
  msPerProduct = MS_PER_PRODUCT,
): number | undefined {
  const bytesPerImage = layers.reduce((sum, { units }) => sum + 4 * units, 0);
  return CHOICES.map((choice) => Math.min(choice, available)).find(
    (count) =>
      count * msPerImage + fittingMs(layers, count, msPerProduct) <= leftMs &&
      (count * bytesPerImage <= MAXIMUM_BYTES || count <= FEWEST),
  );
}
