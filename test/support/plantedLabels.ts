import type { JudgedLabels } from '../../src/core/honesty/confidentLearning.js';
import { randomStream } from '../../src/core/random.js';

/** Labels of which a share was flipped to another class, and probabilities of a model that knows the truth rather well. */
export function plantedLabels(options: {
  readonly count: number;
  readonly classCount: number;
  /** Share of labels that are flipped. */
  readonly flips: number;
  /** How much the truth stands out of the other classes' logits, which are normal. */
  readonly sharpness: number;
  readonly seed: number;
}): JudgedLabels & { readonly flipped: ReadonlySet<number> } {
  const { count, classCount, flips, sharpness, seed } = options;
  const random = randomStream(seed, 'planted');
  const labels = new Uint8Array(count);
  const probabilities = new Float32Array(count * classCount);
  const flipped = new Set<number>();
  for (let image = 0; image < count; image += 1) {
    const truth = random.integer(classCount);
    const isFlipped = random.uniform() < flips;
    if (isFlipped) flipped.add(image);
    labels[image] = isFlipped ? (truth + 1 + random.integer(classCount - 1)) % classCount : truth;
    const powers = Array.from({ length: classCount }, (_, index) =>
      Math.exp(random.normal() + (index === truth ? sharpness : 0)),
    );
    const sum = powers.reduce((total, power) => total + power, 0);
    powers.forEach((power, index) => {
      probabilities[image * classCount + index] = power / sum;
    });
  }
  return { labels, probabilities, classCount, flipped };
}
