import type { JudgedRun } from '../../src/core/comparison/judgedRun.js';
import { randomStream } from '../../src/core/random.js';
import { sampleColumns } from '../../src/core/samples/sampleColumns.js';

export interface MadeRun {
  readonly model: string;
  readonly seed: number;
  /** Higher is more often right; 0 gives about six of ten classes' images in ten, 2.2 nine. */
  readonly skill: number;
}

/** Probabilities as models of some skill give them: images are hard or easy for all of them, and each run errs its own way. */
export function madeRun(
  { model, seed, skill }: MadeRun,
  count = 200,
  classCount = 4,
): JudgedRun & { readonly probabilities: Float32Array } {
  const images = randomStream(1, 'images');
  const own = randomStream(seed, `run/${model}`);
  const probabilities = new Float32Array(count * classCount);
  const labels = Array.from({ length: count }, (_, image) => image % classCount);
  labels.forEach((label, row) => {
    const ease = images.normal();
    const next = images.integer(classCount);
    let sum = 0;
    for (let column = 0; column < classCount; column += 1) {
      const logit = (column === label ? skill + ease : 0) + (column === next ? 1 : 0) + 0.5 * own.normal();
      const power = Math.exp(2 * logit);
      probabilities[row * classCount + column] = power;
      sum += power;
    }
    for (let column = 0; column < classCount; column += 1)
      probabilities[row * classCount + column] = (probabilities[row * classCount + column] ?? 0) / sum;
  });
  return {
    runId: `${model}-${seed}`,
    modelName: model,
    setup: model,
    seed,
    testKey: 'made',
    classNames: Array.from({ length: classCount }, (_, index) => `class ${index}`),
    samples: sampleColumns(probabilities, labels, classCount),
    probabilities,
  };
}

/** A run of which only classes are known, each with probability 1; −1: the output was no number. */
export function runOf(
  model: string,
  seed: number,
  labels: readonly number[],
  predicted: readonly number[],
  classCount = 2,
): JudgedRun {
  const probabilities = Float32Array.from(
    predicted.flatMap((taken) =>
      Array.from({ length: classCount }, (_, column) => (taken === -1 ? Number.NaN : column === taken ? 1 : 0)),
    ),
  );
  return {
    runId: `${model}-${seed}`,
    modelName: model,
    setup: model,
    seed,
    testKey: 'made',
    classNames: Array.from({ length: classCount }, (_, index) => `class ${index}`),
    samples: sampleColumns(probabilities, labels, classCount),
  };
}
