import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Dataset } from '../../../src/core/dataset.js';
import type { Engine } from '../../../src/core/engine.js';
import { macsOf } from '../../../src/core/plan/plan.js';
import { ModelSession } from '../../../src/core/training/modelSession.js';
import { train } from '../../../src/core/training/train.js';
import { loadDataset } from '../../../src/datasets/index.js';
import { createEngine } from '../../../src/engines/index.js';
import { type LoadedModel, loadModel } from '../../support/loadModel.js';
import { servePeer } from './servePeer.js';

/**
 * This engine: the product's own training loop, which rests between two epochs until the next round is asked for. A
 * process for each model, as in the product: the model's cost decides the number of threads.
 */
const [definitionsFolder = '.', batchSize = '64', model = ''] = process.argv.slice(2);

type Loop = ReturnType<typeof train>;

async function main(): Promise<void> {
  const loaded = loadModel(join(definitionsFolder, `${model}.model.jsonc`));
  const engine = createEngine('tensorflow', { stepMacs: macsOf(loaded.plan) * Number(batchSize) });
  const dataset = await loadDataset('fashion-mnist');
  let running: { readonly samples: number; readonly loop: Loop } | undefined;
  const { versions, threads } = engine.describe();
  await servePeer({ versions, notes: [`${model}: threads ${threads}`] }, async ({ samples }) => {
    if (running?.samples !== samples) running = { samples, loop: await start(loaded, samples, engine, dataset) };
    return samples / (await nextEpoch(running.loop));
  });
}

async function start({ plan, recipe }: LoadedModel, samples: number, engine: Engine, dataset: Dataset): Promise<Loop> {
  const session = await ModelSession.create(engine, plan, recipe.optimizer);
  await session.initialize(0);
  await session.loadDataset(dataset);
  const none = new Int32Array(0);
  return train({
    session,
    recipe: { ...recipe, batchSize: Number(batchSize), epochs: 100_000, callbacks: [] },
    seed: 0,
    split: { train: Int32Array.from({ length: samples }, (_, index) => index), validation: none, test: none },
    classCount: dataset.classNames.length,
    testLabels: [],
    environment: {
      now: () => Date.now(),
      elapsed: () => performance.now(),
      breathe: () => setImmediate(),
      signal: new AbortController().signal,
    },
    sink: {
      saveWeights: async () => {},
      savePredictions: async () => {},
    },
  });
}

/** Seconds in the steps of one more epoch. */
async function nextEpoch(loop: Loop): Promise<number> {
  for (;;) {
    const { value, done } = await loop.next();
    if (done) throw new Error('The training ended before the benchmark did.');
    if (value.type === 'runFailed') throw new Error(value.message);
    if (value.type === 'epochEnded') return value.trainDurationMs / 1000;
  }
}

void main();
