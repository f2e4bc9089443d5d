import type { AttributionMethod, NodeMask } from '../../src/core/difference/attributionDesign.js';
import { nodesOf } from '../../src/core/difference/attributionDesign.js';
import type { SeedOutcomes } from '../../src/core/difference/attributionResult.js';
import { randomStream } from '../../src/core/random.js';

/** Models between two, with what is true of them. */
export interface SimulatedModels {
  readonly method: AttributionMethod;
  readonly groupCount: number;
  /** How probable it is that a model is right on an image, the mean over all seeds that there could be. */
  readonly accuracyOf: (mask: NodeMask) => number;
  readonly images: number;
  readonly seeds: number;
  /** Standard deviation of that between the seeds of one model; half of its variance is common to all models of a seed. */
  readonly seedSpread: number;
}

/** One drawing of them. */
export interface DrawnModels {
  readonly outcomes: ReadonlyMap<NodeMask, SeedOutcomes>;
  /** The accuracy of a model on all images that there could be: with all seeds that there could be, or with those drawn. */
  readonly truth: {
    readonly ofAllSeeds: (mask: NodeMask) => number;
    readonly ofTheseSeeds: (mask: NodeMask) => number;
  };
}

/** An image is as hard for all models, or for all seeds of one model, or neither, with these probabilities. */
const SHARED = { byModels: 0.6, bySeeds: 0.25 };

/** The same for the same number. What is true of it is exact: no function of a normal distribution is approximated. */
export function drawModels(of: SimulatedModels, number: number): DrawnModels {
  const { method, groupCount, accuracyOf, images, seeds, seedSpread } = of;
  const stream = randomStream(number, 'simulated models');
  // Uniform, with that standard deviation; never outside of what probabilities allow.
  const luck = () => (2 * stream.uniform() - 1) * Math.sqrt(3 / 2) * seedSpread;
  const kinds = Float64Array.from({ length: images }, () => stream.uniform());
  const hardness = Float64Array.from({ length: images }, () => stream.uniform());
  const common = Array.from({ length: seeds }, luck);
  const outcomes = new Map<NodeMask, SeedOutcomes>();
  const met = new Map<NodeMask, number>();
  for (const mask of nodesOf(method, groupCount)) {
    const own = Float64Array.from({ length: images }, () => stream.uniform());
    const levels = common.map((shared) => accuracyOf(mask) + shared + luck());
    met.set(mask, levels.reduce((sum, level) => sum + level, 0) / seeds);
    outcomes.set(
      mask,
      levels.map((level) =>
        Uint8Array.from(kinds, (kind, image) => {
          const isCommon = kind < SHARED.byModels;
          const isOwn = kind < SHARED.byModels + SHARED.bySeeds;
          const hard = isCommon ? (hardness[image] ?? 0) : isOwn ? (own[image] ?? 0) : stream.uniform();
          return hard < level ? 1 : 0;
        }),
      ),
    );
  }
  return { outcomes, truth: { ofAllSeeds: accuracyOf, ofTheseSeeds: (mask) => met.get(mask) ?? Number.NaN } };
}
