import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/core/dataset.js';
import type { Engine } from '../../src/core/engine.js';
import { backbone } from '../../src/core/layers/backbone.js';
import { layerTypes } from '../../src/core/layers/index.js';
import { randomStream } from '../../src/core/random.js';
import { initialWeights, ModelSession } from '../../src/core/training/modelSession.js';
import { loadModel } from '../support/loadModel.js';
import { realEngines } from '../support/realEngines.js';
import { referenceEngine } from '../support/referenceEngine.js';

const models = [
  'data/ann.model.jsonc',
  'data/ann-relu.model.jsonc',
  'data/cnn.model.jsonc',
  'test/fixtures/models/residual-cnn.model.jsonc',
  'test/fixtures/models/separable-cnn.model.jsonc',
  'test/fixtures/models/remaining-layers.model.jsonc',
  'test/fixtures/models/backbone.model.jsonc',
  'test/fixtures/models/augmented-cnn.model.jsonc',
];

// The reference is slow: few steps on few images show as much.
const STEPS = 2;
const BATCH_SIZE = 2;
const images = 4;

/** Random images: what is compared is arithmetic, not learning. */
const dataset: Dataset = {
  id: 'random',
  name: 'Random',
  source: { kind: 'folder', location: '', isSample: false },
  classNames: Array.from({ length: 10 }, (_, index) => String(index)),
  imageShape: [28, 28, 1],
  train: randomImages('train', images),
  test: randomImages('test', images),
  checksum: '',
};

function randomImages(name: string, count: number) {
  const random = randomStream(1, name);
  return {
    count,
    images: Uint8Array.from({ length: count * 784 }, () => random.integer(256)),
    labels: Uint8Array.from({ length: count }, () => random.integer(10)),
  };
}

async function trainBriefly(engine: Engine, path: string) {
  const { plan, recipe } = loadModel(path);
  const layers = plan.layers.map(({ definition }) => definition.name);
  const { labelSmoothing = 0 } = recipe;
  const session = await ModelSession.create(engine, plan, recipe.optimizer, { activations: layers, labelSmoothing });
  try {
    await session.initializeFrom(initialWeights(plan, 3));
    // Before the training: Adam makes much of tiny differences between engines.
    const activations = await session.activations(dataset.test.images, images);
    await session.loadDataset(dataset);
    const losses: number[] = [];
    for (let step = 1; step <= STEPS; step += 1) {
      const rows = Int32Array.from({ length: BATCH_SIZE }, (_, i) => ((step - 1) * BATCH_SIZE + i) % images);
      // The dropout masks come from the same counter-based numbers in every engine, so losses agree with dropout too.
      losses.push((await session.trainStep(rows, 0.001, step, 5)).loss);
    }
    const rows = Int32Array.from({ length: images }, (_, index) => images + index);
    const { probabilities, metrics } = await session.predict(rows);
    const weights = await session.readWeights();
    const direct = await session.predictImages(dataset.test.images, images);
    return { losses, probabilities, metrics, weights, direct, activations, slots: await session.readSlots() };
  } finally {
    session.dispose();
  }
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a, (value, i) => Math.abs(value - (b[i] ?? Number.NaN))).reduce((x, y) => Math.max(x, y), 0);
}

/** The reference is slow: it trains each model once, however many engines there are. */
const references = new Map<string, ReturnType<typeof trainBriefly>>();

function trainReference(path: string): ReturnType<typeof trainBriefly> {
  const known = references.get(path) ?? trainBriefly(referenceEngine, path);
  references.set(path, known);
  return known;
}

it('has every layer type in one of the models', () => {
  const used = new Set(
    models.flatMap((path) => loadModel(path).plan.layers.map((layer) => layer.definition.type.type)),
  );
  // A backbone is no layer of a plan: its parts are.
  used.add(backbone.type);
  expect(layerTypes.map(({ type }) => type).filter((type) => !used.has(type))).toEqual([]);
});

for (const candidate of realEngines) {
  describe(candidate.id, () => {
    for (const path of models)
      it(`trains ${path} like the reference`, { timeout: 120_000 }, async (context) => {
        if ('skipped' in candidate) return context.skip(candidate.skipped);
        const actual = await trainBriefly(candidate.engine, path);
        const expected = await trainReference(path);
        expected.losses.forEach((loss, step) => {
          expect(Math.abs((actual.losses[step] ?? Number.NaN) / loss - 1)).toBeLessThan(1e-5);
        });
        expect(largestDifference(actual.probabilities, expected.probabilities)).toBeLessThan(1e-3);
        expect(largestDifference(actual.direct, actual.probabilities)).toBeLessThan(1e-6);
        expect(Math.abs(actual.metrics.loss / expected.metrics.loss - 1)).toBeLessThan(1e-3);
        expect(Object.keys(actual.activations).sort()).toEqual(Object.keys(expected.activations).sort());
        for (const [layer, { shape, data }] of Object.entries(expected.activations)) {
          const own = actual.activations[layer];
          expect(own?.shape, layer).toEqual(shape);
          const largest = Math.max(1, ...Array.from(data, Math.abs));
          expect(largestDifference(own?.data ?? [], data) / largest, layer).toBeLessThan(1e-4);
        }
        expect(Object.keys(actual.weights)).toEqual(Object.keys(expected.weights));
        expect(Object.keys(actual.slots)).toEqual(Object.keys(expected.slots));
      });

    it('starts again from weights and optimizer state as if it had never stopped', async (context) => {
      if ('skipped' in candidate) return context.skip(candidate.skipped);
      const { plan, recipe } = loadModel('data/ann.model.jsonc');
      const create = () => ModelSession.create(candidate.engine, plan, recipe.optimizer);
      const [first, second] = [await create(), await create()];
      const rows = Int32Array.of(0, 1, 2, 3);
      for (const session of [first, second]) await session.loadDataset(dataset);
      await first.initialize(0);
      await second.initialize(1);
      for (let step = 1; step <= 2; step += 1) await first.trainStep(rows, 0.001, step, 9);
      await second.writeWeights(await first.readWeights());
      await second.writeSlots(await first.readSlots());
      for (const session of [first, second]) await session.trainStep(rows, 0.001, 3, 9);
      expect(await second.readWeights()).toEqual(await first.readWeights());
      for (const session of [first, second]) session.dispose();
    });
  });
}
