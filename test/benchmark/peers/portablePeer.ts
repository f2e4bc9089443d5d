import { join } from 'node:path';
import { initialWeights, ModelSession } from '../../../src/core/training/modelSession.js';
import { loadDataset } from '../../../src/datasets/index.js';
import { createEngine } from '../../../src/engines/index.js';
import { loadModel } from '../../support/loadModel.js';
import { servePeer } from './servePeer.js';

/** The portable engine: training steps of the product's own program. */
const [definitionsFolder = '.', batchText = '64'] = process.argv.slice(2);

async function main(): Promise<void> {
  const engine = createEngine('portable');
  const batchSize = Number(batchText);
  const dataset = await loadDataset('fashion-mnist');
  const sessions = new Map<string, ModelSession>();
  let step = 0;
  await servePeer({ versions: engine.describe().versions, notes: ['one thread'] }, async ({ model, samples }) => {
    let session = sessions.get(model);
    if (session === undefined) {
      const { plan, recipe } = loadModel(join(definitionsFolder, `${model}.model.jsonc`));
      session = await ModelSession.create(engine, plan, recipe.optimizer);
      await session.initializeFrom(initialWeights(plan, 0));
      await session.loadDataset(dataset);
      sessions.set(model, session);
    }
    const started = performance.now();
    for (let first = 0; first < samples; first += batchSize) {
      step += 1;
      const rows = Int32Array.from({ length: batchSize }, (_, i) => first + i);
      await session.trainStep(rows, 0.001, step, 0);
    }
    return samples / ((performance.now() - started) / 1000);
  });
}

void main();
