import { randomStream } from '../../src/core/random.js';
import type { SampleColumns } from '../../src/core/samples/sampleColumns.js';

/** How results of made-up models come about. Effects are added to the log odds of an image being recognized. */
export interface Simulation {
  readonly imageCount: number;
  readonly seedCount: number;
  /** Log odds of each model for a usual image: equal ones make models that are equally good. */
  readonly skills: readonly number[];
  /** Standard deviation over images of what is hard for all models. */
  readonly difficulty: number;
  /** Over images, of what is hard for one model. */
  readonly taste: number;
  /** Over seeds, of how well a model turns out. */
  readonly luck: number;
  /** Chooses the numbers. */
  readonly seed: number;
}

/** Results by model and seed: images and seeds are drawn at random, as crossed factors. Only what is right counts in them. */
export function simulatedModels({ imageCount, seedCount, skills, ...spread }: Simulation): SampleColumns[][] {
  const random = randomStream(spread.seed, 'simulated models');
  const none = new Float32Array(imageCount);
  const labels = new Uint16Array(imageCount);
  const difficulties = Float64Array.from({ length: imageCount }, () => spread.difficulty * random.normal());
  return skills.map((skill) => {
    const tastes = difficulties.map((difficulty) => difficulty + spread.taste * random.normal());
    return Array.from({ length: seedCount }, () => {
      const luck = skill + spread.luck * random.normal();
      const predicted = Int16Array.from(tastes, (taste) =>
        random.uniform() < 1 / (1 + Math.exp(-luck - taste)) ? 0 : 1,
      );
      const columns = { probability: none, trueProbability: none, margin: none, loss: none, squaredError: none };
      return { count: imageCount, classCount: 2, labels, predicted, ...columns };
    });
  });
}
