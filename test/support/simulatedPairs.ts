import { type RandomWords, randomWords } from '../../src/core/randomWords.js';

/** Draws what classifiers get right, from a stream of its own. */
export interface Simulation {
  /** In (0, 1]. */
  uniform(): number;
  normal(): number;
  /** Successes of `count` trials; takes as long as there are successes. */
  binomial(count: number, probability: number): number;
}

export function simulation(seed: number): Simulation {
  const words: RandomWords = randomWords(seed, 'simulation');
  const uniform = () => (words.long(2 ** 32) + 1) / 2 ** 32;
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
    binomial(count, probability) {
      if (probability <= 0) return 0;
      if (probability > 0.5) return count - this.binomial(count, 1 - probability);
      // Failures before the next success are geometric.
      const scale = Math.log1p(-probability);
      let [place, successes] = [0, -1];
      while (place <= count) {
        successes += 1;
        place += Math.floor(Math.log(uniform()) / scale) + 1;
      }
      return successes;
    },
  };
}

/** Two classifiers: how often each is right, and how their mistakes go together. */
export interface ClassifierPair {
  readonly first: number;
  readonly second: number;
  /** Of being right, −1..1. */
  readonly correlation: number;
  readonly images: number;
}

/** How many images only the first and only the second gets right. */
export function drawPair(
  { first, second, correlation, images }: ClassifierPair,
  random: Simulation,
): { readonly onlyFirst: number; readonly onlySecond: number } {
  const covariance = correlation * Math.sqrt(first * (1 - first) * second * (1 - second));
  const [one, other] = [first * (1 - second) - covariance, second * (1 - first) - covariance];
  if (one < 0 || other < 0) throw new RangeError(`no such classifiers: ${one}, ${other}`);
  const onlyFirst = random.binomial(images, one);
  return { onlyFirst, onlySecond: random.binomial(images - onlyFirst, other / (1 - one)) };
}

/** Two models with several seeds. */
export interface SeededPair {
  readonly seeds: number;
  readonly images: number;
  /** Ease of the images in the mean, in logits. */
  readonly ease: number;
  /** How much easier they are for the second, in the mean, in logits. */
  readonly advantage: number;
  /** Standard deviations, in logits: of the images' ease, of what is another model's alone, of the seeds. */
  readonly imageSpread: number;
  readonly ownSpread: number;
  readonly seedSpread: number;
}

/** Kinds of images: their eases stand for the population. */
const KINDS = 400;

/** Draws runs of the two models, each right (1) or wrong (0) on each image; and tells the true difference. */
export function seededPairs(pair: SeededPair, seed: number) {
  const { seeds, images, ease, advantage, imageSpread, ownSpread, seedSpread } = pair;
  const random = simulation(seed);
  const shared = Float64Array.from({ length: KINDS }, () => ease + imageSpread * random.normal());
  const own = [0, advantage].map((better) => shared.map((kind) => kind + better + ownSpread * random.normal()));
  const meanOf = (kinds: Float64Array | undefined) => {
    // Over seeds by quadrature, over kinds by their mean.
    let sum = 0;
    let weights = 0;
    for (let at = -40; at <= 40; at += 1) {
      const weight = Math.exp(-((at / 10) ** 2) / 2);
      weights += weight;
      for (const kind of kinds ?? []) sum += weight / (1 + Math.exp(-(kind + (seedSpread * at) / 10)));
    }
    return sum / weights / KINDS;
  };
  const truth = meanOf(own[1]) - meanOf(own[0]);
  const words = randomWords(seed, 'images');
  const draw = (): Uint8Array[][] => {
    const kinds = Uint16Array.from({ length: images }, () => words.short(KINDS));
    return own.map((eases) =>
      Array.from({ length: seeds }, () => {
        const shift = seedSpread * random.normal();
        const limits = Uint32Array.from(eases, (kind) => 65_536 / (1 + Math.exp(-(kind + shift))));
        return Uint8Array.from(kinds, (kind) => (words.short(65_536) < (limits[kind] ?? 0) ? 1 : 0));
      }),
    );
  };
  return { truth, draw };
}
