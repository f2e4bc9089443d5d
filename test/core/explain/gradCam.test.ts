import { describe, expect, it } from 'vitest';
import { parseModel } from '../../../src/core/definition/parseModel.js';
import type { Engine } from '../../../src/core/engine.js';
import { mapLayers } from '../../../src/core/explain/mapLayers.js';
import { mapOutput } from '../../../src/core/graph/gradCam.js';
import type { ModelPlan } from '../../../src/core/plan/plan.js';
import { planModel } from '../../../src/core/plan/planModel.js';
import { randomStream } from '../../../src/core/random.js';
import { initialWeights, ModelSession, type VariableValues } from '../../../src/core/training/modelSession.js';
import { loadModel } from '../../support/loadModel.js';
import { realEngines } from '../../support/realEngines.js';
import { referenceEngine } from '../../support/referenceEngine.js';

const optimizer = { type: 'sgd', options: { learningRate: 0.1, momentum: 0, nesterov: false } } as const;

function planOf(
  layers: readonly object[],
  inputShape: readonly [number, number, number],
  classCount: number,
): ModelPlan {
  const text = JSON.stringify({ name: 'm', layers });
  const { value, problems } = parseModel(text);
  if (value === undefined) throw new Error(problems.map(({ message }) => message).join(' '));
  const planned = planModel(value, { inputShape, classCount });
  if (planned.plan === undefined) throw new Error(planned.problems.map(({ message }) => message).join(' '));
  return planned.plan;
}

async function gradCamOf(
  engine: Engine,
  plan: ModelPlan,
  weights: VariableValues,
  images: Uint8Array,
  classWeights: Float32Array,
) {
  const maps = mapLayers(plan).map(({ name }) => name);
  const session = await ModelSession.create(engine, plan, optimizer, { maps });
  try {
    await session.initializeFrom(weights);
    return await session.gradCam(images, classWeights.length / plan.classCount, classWeights);
  } finally {
    session.dispose();
  }
}

describe('class activation maps by gradients', () => {
  // Two channels, each the image times a number; their means are the features of two classes. Then the gradient of a logit by
  // every cell of a channel is kernel / cells, and the map is known on paper.
  const plan = planOf(
    [
      { type: 'conv2d', name: 'conv', filters: 2, kernelSize: 1 },
      { type: 'globalAveragePooling2d' },
      { type: 'dense', name: 'output', units: 2, activation: 'softmax' },
    ],
    [2, 2, 1],
    2,
  );
  const float = (shape: readonly number[], ...data: number[]) =>
    ({ dtype: 'float32', shape, data: Float32Array.from(data) }) as const;
  const weights = {
    'conv/kernel': float([1, 1, 1, 2], 1, -2),
    'conv/bias': float([2], 0, 0),
    'output/kernel': float([2, 2], 3, 0, 0, 5),
    'output/bias': float([2], 100, 0),
  };
  const image = Uint8Array.from([1, 0, 0, 4]);
  const map = (classWeights: number[], of = image) =>
    gradCamOf(referenceEngine, plan, weights, of, Float32Array.from(classWeights)).then(({ 'map/conv': found }) => [
      ...(found?.data ?? []),
    ]);

  it('are the channels, weighed by the mean slope of the logit', async () => {
    // α = 3/4 for the first channel; the bias of 100, which saturates the softmax, does not matter.
    expect(await map([1, 0])).toEqual([0.75, 0, 0, 3]);
    // α = 5/4 for the second, which is −2 times the image.
    expect(await map([0, 1])).toEqual([-2.5, 0, 0, -10]);
  });

  it('tell one class from another by the difference of their scores', async () => {
    expect(await map([1, -1])).toEqual([3.25, 0, 0, 13]);
  });

  it('are of each image by itself', async () => {
    const two = Uint8Array.from([...image, 0, 2, 0, 0]);
    expect(await map([1, 0, 0, 1], two)).toEqual([0.75, 0, 0, 3, -0, -5, -0, -0].map((value) => value + 0));
  });
});

const models = [
  'test/fixtures/models/separable-cnn.model.jsonc',
  'test/fixtures/models/remaining-layers.model.jsonc',
  'test/fixtures/models/backbone.model.jsonc',
  'test/fixtures/models/augmented-cnn.model.jsonc',
];
const random = randomStream(4, 'images');
const images = Uint8Array.from({ length: 2 * 784 }, () => random.integer(256));
const asked = Float32Array.from([1, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
const references = new Map<string, ReturnType<typeof gradCamOf>>();

for (const candidate of realEngines)
  describe(`${candidate.id}: class activation maps`, () => {
    for (const path of models)
      it(`of ${path} are those of the reference`, { timeout: 60_000 }, async (context) => {
        if ('skipped' in candidate) return context.skip(candidate.skipped);
        const { plan } = loadModel(path);
        const weights = initialWeights(plan, 3);
        const expected = references.get(path) ?? gradCamOf(referenceEngine, plan, weights, images, asked);
        references.set(path, expected);
        const actual = await gradCamOf(candidate.engine, plan, weights, images, asked);
        const layers = mapLayers(plan);
        expect(layers.length).toBeGreaterThan(1);
        for (const { name, height, width } of layers) {
          const [own, reference] = [actual[mapOutput(name)], (await expected)[mapOutput(name)]];
          expect(own?.shape, name).toEqual([2, height, width]);
          const scale = Math.max(...Array.from(reference?.data ?? [], Math.abs));
          const furthest = Math.max(
            ...Array.from(own?.data ?? [], (value, cell) => Math.abs(value - (reference?.data[cell] ?? Number.NaN))),
          );
          expect(furthest / Math.max(scale, 1e-12), name).toBeLessThan(1e-3);
        }
      });
  });
