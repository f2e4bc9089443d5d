import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/core/dataset.js';
import { parseModel } from '../../src/core/definition/parseModel.js';
import type { Engine } from '../../src/core/engine.js';
import { planModel } from '../../src/core/plan/planModel.js';
import { splitDataset } from '../../src/core/training/split.js';
import type { TrainingEvent } from '../../src/core/training/trainingOptions.js';
import { trainingPhases } from '../../src/core/training/trainingPhases.js';
import { loadDataset } from '../../src/datasets/index.js';
import { FeatureCache } from '../../src/features/featureCache.js';
import { CompleteWeights } from '../../src/trainer/completeWeights.js';
import { loadInitialWeights } from '../../src/trainer/initialWeights.js';
import { PhaseSessions } from '../../src/trainer/phaseSessions.js';
import { makeImages } from '../support/faultRuns.js';
import { realEngines } from '../support/realEngines.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();

const model = (before = '') => `{ "name": "m", "layers": [
  { "type": "rescale", "scale": 0.004 }, ${before}
  { "type": "conv2d", "name": "conv", "filters": 6, "kernelSize": 3, "activation": "relu", "trainable": false },
  { "type": "globalAveragePooling2d", "name": "pool" },
  { "type": "dropout", "rate": 0.3 },
  { "type": "dense", "units": 3, "activation": "softmax" }
], "training": { "epochs": 1, "batchSize": 16 } }`;

interface Outcome {
  readonly events: readonly TrainingEvent[];
  readonly figures: readonly number[];
  readonly kernel: Float32Array;
}

/** Trains a few steps, evaluates, and tells what was told. */
async function trainABit(
  engine: Engine,
  dataset: Dataset,
  text: string,
  {
    limit = 1e9,
    memoryBytes = 1e9,
    cache = new FeatureCache(path.join(temporary.path, 'features'), limit),
  }: { readonly limit?: number; readonly memoryBytes?: number; readonly cache?: FeatureCache },
): Promise<Outcome> {
  const { value } = parseModel(text);
  const { plan } = planModel(value as NonNullable<typeof value>, { inputShape: dataset.imageShape, classCount: 3 });
  if (value === undefined || plan === undefined) throw new Error('no plan');
  const split = splitDataset(
    { train: dataset.train.count, test: dataset.test.count },
    { seed: 1, validationSplit: 0.2, limit: 200 },
  );
  const [phase] = trainingPhases(plan, value.recipe);
  const weights = (await loadInitialWeights(plan, { seed: 1, definitionPath: 'x.model.jsonc' })).weights;
  const complete = new CompleteWeights(weights, phase.plan);
  const { signal } = new AbortController();
  const sessions = new PhaseSessions({
    engine,
    recipe: value.recipe,
    dataset,
    split,
    complete,
    cache,
    signal,
    memoryBytes,
  });
  const events: TrainingEvent[] = [];
  const opening = sessions.open(phase, { firstEpoch: 1, weights });
  let step = await opening.next();
  for (; !step.done; step = await opening.next()) events.push(step.value);
  const session = step.value;
  const figures: number[] = [];
  for (let index = 1; index <= 4; index += 1) {
    const batch = split.train.subarray(16 * index, 16 * index + 16);
    session.expect(batch);
    figures.push((await session.trainStep(batch, 0.01, index, 1)).loss);
  }
  const { loss, accuracy } = await session.evaluate(split.validation);
  const { probabilities } = await session.predict(split.test);
  const kernel = (await session.readWeights())['dense/kernel']?.data;
  await sessions.close();
  return { events, figures: [...figures, loss, accuracy, ...probabilities], kernel: kernel as Float32Array };
}

describe.each(realEngines)('features on the engine $id', (real) => {
  if ('skipped' in real) {
    it.skip(`are not tried: ${real.skipped}`, () => undefined);
    return;
  }
  const { engine } = real;
  const told = ({ events }: Outcome) =>
    events.flatMap((event) => (event.type === 'featuresReady' ? [event.source, ...event.notes] : []));

  it('give the same training from memory and from disk, and nearly the same computed in each step', async () => {
    const dataset = await loadDataset(makeImages(temporary.path));
    const held = await trainABit(engine, dataset, model(), {});
    expect(held.events.map(({ type }) => type)).toEqual(['phaseStarted', 'featuresComputed', 'featuresReady']);
    // The images in use alone: 200 for training and validation, 60 for the test.
    expect(held.events.at(-1)).toMatchObject({
      layer: 'pool',
      shape: [6],
      images: 260,
      bytes: 3120,
      source: 'computed',
    });

    const streamed = await trainABit(engine, dataset, model(), { memoryBytes: 0 });
    expect(told(streamed)).toEqual(['cache']);
    expect(streamed.figures).toEqual(held.figures);
    expect(streamed.kernel).toEqual(held.kernel);

    await new FeatureCache(path.join(temporary.path, 'features'), 1e9).clear();
    const unkept = await trainABit(engine, dataset, model(), { limit: 3000 });
    expect(told(unkept)).toEqual(['computed', expect.stringContaining('3.12 KB, and the cache may have 3.00 KB')]);
    expect(unkept.figures).toEqual(held.figures);

    const each = await trainABit(engine, dataset, model(), { limit: 0, memoryBytes: 0 });
    expect(told(each)).toEqual(['eachStep', expect.stringContaining('7,560 multiply–accumulates each time')]);
    for (const [index, figure] of each.figures.entries()) expect(figure).toBeCloseTo(held.figures[index] ?? 0, 2);
  });

  it('are the same for a layer that is never learned and for one that is kept for fine-tuning', async () => {
    const dataset = await loadDataset(makeImages(temporary.path));
    await trainABit(engine, dataset, model(), {});
    const later = model()
      .replace('"trainable": false', '"trainable": "fineTuning"')
      .replace('"batchSize": 16', '"batchSize": 16, "fineTuning": { "epochs": 1 }');
    expect(told(await trainABit(engine, dataset, later, {}))).toEqual(['cache']);
  });

  it('are made once more when the cache is cleared as soon as they are made, and not for ever', async () => {
    const dataset = await loadDataset(makeImages(temporary.path));
    let times = 1;
    class Cleared extends FeatureCache {
      override async find(key: string) {
        const entry = await super.find(key);
        if (entry === undefined || times === 0) return entry;
        times -= 1;
        await this.clear();
        return super.find(key);
      }
    }
    const cache = new Cleared(path.join(temporary.path, 'features'), 1e9);
    const { events } = await trainABit(engine, dataset, model(), { cache });
    expect(events.filter(({ type }) => type === 'featuresReady')).toMatchObject([{ source: 'computed' }]);
    await cache.clear();
    times = 2;
    await expect(trainABit(engine, dataset, model(), { cache })).rejects.toThrow(
      /gone 2 times as soon as they were made/,
    );
  });

  it('are not to be had where every epoch sees another image, which is told with its price', async () => {
    const dataset = await loadDataset(makeImages(temporary.path));
    const { events } = await trainABit(
      engine,
      dataset,
      model('{ "type": "dropout", "name": "drops", "rate": 0.1 },'),
      {},
    );
    expect(events).toMatchObject([
      { type: 'phaseStarted', phase: 'training', trainedParameterCount: 21 },
      {
        type: 'featuresReady',
        layer: 'conv',
        source: 'eachStep',
        notes: [expect.stringContaining('"drops" before them')],
      },
    ]);
  });
});
