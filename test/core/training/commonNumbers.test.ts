import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Dataset, LabelledImages } from '../../../src/core/dataset.js';
import { expandComparison } from '../../../src/core/definition/expandComparison.js';
import { parseComparison } from '../../../src/core/definition/parseComparison.js';
import { parseModel } from '../../../src/core/definition/parseModel.js';
import { planModel } from '../../../src/core/plan/planModel.js';
import { ModelSession } from '../../../src/core/training/modelSession.js';
import { splitDataset } from '../../../src/core/training/split.js';
import { train } from '../../../src/core/training/train.js';
import { createEngine } from '../../../src/engines/index.js';
import { augmentImages } from '../../../src/trainer/augmentImages.js';
import { annText, cnnText } from '../../support/faultRuns.js';
import { modelText } from '../../support/modelText.js';

const SIDE = 8;
const counts = { train: 90, test: 6 };

function images(count: number): LabelledImages {
  const pixels = Uint8Array.from({ length: count * SIDE * SIDE }, (_, i) => (i * 37) % 256);
  return { count, images: pixels, labels: Uint8Array.from({ length: count }, (_, i) => i % 3) };
}

const dataset: Dataset = {
  id: 'made',
  name: 'Made',
  source: { kind: 'folder', location: '/', isSample: false },
  classNames: ['a', 'b', 'c'],
  imageShape: [SIDE, SIDE, 1],
  train: images(counts.train),
  test: images(counts.test),
  checksum: '',
};

/** SHA-256 of everything that a training draws from the images, in order: those held out, then each step's, with its seed. */
async function drawnOrder(text: string, seed: number): Promise<string> {
  const { value } = parseModel(text);
  const { plan } = value === undefined ? {} : planModel(value, { inputShape: dataset.imageShape, classCount: 3 });
  if (value === undefined || plan === undefined) throw new Error('the definition has errors');
  const split = splitDataset(counts, { seed, validationSplit: 0.2 });
  const drawn = createHash('sha256').update(split.validation);
  const session = await ModelSession.create(createEngine('portable'), plan, value.recipe.optimizer);
  const trainStep = session.trainStep.bind(session);
  session.trainStep = (batch, rate, step, stepSeed, draw) => {
    drawn.update(Int32Array.from(batch)).update(`${stepSeed} ${draw}`);
    return trainStep(batch, rate, step, stepSeed, draw);
  };
  try {
    await session.initialize(seed);
    await session.loadDataset(dataset);
    const nowhere = async () => undefined;
    const sink = { saveWeights: nowhere, savePredictions: nowhere, saveCheckpoint: nowhere, hashWeights: () => '' };
    const environment = { now: () => 0, elapsed: () => 0, breathe: nowhere, signal: { aborted: false } };
    const { recipe } = value;
    const testLabels = dataset.test.labels;
    for await (const event of train({ session, recipe, seed, split, classCount: 3, testLabels, sink, environment }))
      if (event.type === 'runFailed') throw new Error(event.message);
    return drawn.digest('hex');
  } finally {
    session.dispose();
  }
}

describe('models that are trained with the same seed', () => {
  it('hold out the same images and see the others in the same order, whatever is in them', async () => {
    const [ann, cnn, again, other] = await Promise.all([
      drawnOrder(annText(2), 5),
      drawnOrder(cnnText(2), 5),
      drawnOrder(annText(2), 5),
      drawnOrder(annText(2), 6),
    ]);
    expect(cnn).toBe(ann);
    expect(again).toBe(ann);
    expect(other).not.toBe(ann);
  });

  it('see the same changes of the images, where the same layers stand in front', async () => {
    const front = [
      '{ "type": "randomFlip" }',
      '{ "type": "randomRotation", "factor": 0.1 }',
      '{ "type": "rescale", "scale": 0.004 }',
    ];
    const output = '{ "type": "dense", "units": 3, "activation": "softmax" }';
    const seen = async (seed: number, step: number, ...rest: string[]) => {
      const { images: bytes, layers } = await augmentImages({
        type: 'augment',
        id: 1,
        definitionText: modelText(...front, ...rest, '{ "type": "flatten" }', output),
        definitionPath: 'a.model.jsonc',
        imageShape: [SIDE, SIDE, 1],
        classCount: 3,
        images: Buffer.from(dataset.train.images).toString('base64'),
        count: counts.train,
        seed,
        step,
      });
      expect(layers).toHaveLength(2);
      return createHash('sha256').update(bytes).digest('hex');
    };
    const plain = await seen(5, 7);
    expect(
      await seen(5, 7, '{ "type": "conv2d", "filters": 2, "kernelSize": 3 }', '{ "type": "dropout", "rate": 0.5 }'),
    ).toBe(plain);
    expect(await seen(6, 7)).not.toBe(plain);
    expect(await seen(5, 8)).not.toBe(plain);
  });

  it('are trained round by round, on the same split, however the seeds are chosen', () => {
    const of = (seeds: string) => {
      const { value } = parseComparison(`{ "name": "c", "models": ["a", "b"], "seeds": ${seeds} }`);
      const trainings = value === undefined ? [] : expandComparison(value, ['a', 'b']);
      expect(new Set(trainings.map(({ validationSplit }) => validationSplit)).size).toBe(1);
      return trainings.map(({ model, seed }) => `${model}${seed}`).join(' ');
    };
    expect(of('2')).toBe('a0 b0 a1 b1');
    expect(of('[7, 3]')).toBe('a7 b7 a3 b3');
    expect(of('{ "min": 3, "max": 4, "stopWhen": "decided" }')).toBe('a0 b0 a1 b1 a2 b2 a3 b3');
  });
});
