import { buildFeatureProgram } from '../../../src/core/graph/buildFeatureProgram.js';
import { splitAtFrozenPrefix } from '../../../src/core/plan/frozenPrefix.js';
import { macsOf } from '../../../src/core/plan/plan.js';
import { initialWeights } from '../../../src/core/training/modelSession.js';
import { requireValues } from '../../../src/core/training/requireValues.js';
import { loadDataset } from '../../../src/datasets/index.js';
import { createEngine } from '../../../src/engines/index.js';
import { MemoryFeatures } from '../../../src/features/memoryFeatures.js';
import { computeFeatures } from '../../../src/trainer/computeFeatures.js';
import { planWithBackbone } from '../../support/backboneWeights.js';
import { servePeer } from './servePeer.js';

/**
 * What a training does with its frozen beginning: all images once, in half precision. Each round makes its session anew, as a
 * training does, and that time counts. `featurePeer.ts FOLDER BATCH INPUT_SIZE`; a request's model is the last layer's name.
 */
const [, , inputSize = '96'] = process.argv.slice(2);

async function main(): Promise<void> {
  const cuts = new Map<string, ReturnType<typeof cutAfter>>();
  const engine = createEngine('tensorflow', { stepMacs: macsOf(cutAfter('conv_pw_6_relu').prefix) * 64 });
  const dataset = await loadDataset('fashion-mnist');
  const { versions, threads } = engine.describe();
  const notes = [`threads ${threads}`, 'a session made anew and half precision are in its time'];
  await servePeer({ versions, notes }, async ({ model, samples }) => {
    const cut = cuts.get(model) ?? cutAfter(model);
    cuts.set(model, cut);
    const { prefix, shape } = cut;
    const weights = requireValues(buildFeatureProgram(prefix).weights, initialWeights(prefix, 0));
    const sink = new MemoryFeatures(samples * shape.reduce((product, length) => product * length, 1));
    const images = Int32Array.from({ length: samples }, (_, image) => image);
    const started = performance.now();
    const { signal } = new AbortController();
    for await (const _ of computeFeatures({ engine, prefix, weights, dataset, images, sink, signal }));
    return samples / ((performance.now() - started) / 1000);
  });
}

function cutAfter(layer: string) {
  const options = {
    name: 'mobilenetV1',
    weights: 'none',
    inputSize: Number(inputSize),
    upTo: layer,
    trainable: 'none',
  };
  const cut = splitAtFrozenPrefix(planWithBackbone(options));
  if (cut === undefined) throw new Error(`Nothing is frozen up to ${layer}.`);
  return cut;
}

void main();
