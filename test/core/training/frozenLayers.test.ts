import { describe, expect, it } from 'vitest';
import { parseModel } from '../../../src/core/definition/parseModel.js';
import { planModel } from '../../../src/core/plan/planModel.js';
import { randomStream } from '../../../src/core/random.js';
import { ModelSession } from '../../../src/core/training/modelSession.js';
import { referenceEngine } from '../../support/referenceEngine.js';

const images = Uint8Array.from({ length: 12 * 36 }, (_, index) => randomStream(1, 'pixels', index).integer(256));
const labels = Uint8Array.from({ length: 12 }, (_, index) => index % 3);
const part = { count: 12, images, labels };
const source = { kind: 'folder', location: '/', isSample: false } as const;
const facts = { id: 'x', name: 'x', source, classNames: ['a', 'b', 'c'], checksum: '' };

/** Weights after three steps on all images, beside those before, and the first loss. */
async function trainThree(trainable: string, momentum = 0.5) {
  const text = `{ "name": "m", "layers": [
    { "type": "conv2d", "name": "conv", "filters": 2, "kernelSize": 3, "kernelRegularizer": { "l2": 100 }, "trainable": ${trainable} },
    { "type": "batchNormalization", "name": "norm", "momentum": ${momentum}, "trainable": ${trainable} },
    { "type": "flatten" },
    { "type": "dense", "name": "out", "units": 3, "activation": "softmax" }
  ] }`;
  const { value } = parseModel(text);
  if (value === undefined) throw new Error('not read');
  const { plan } = planModel(value, { inputShape: [6, 6, 1], classCount: 3 });
  if (plan === undefined) throw new Error('no plan');
  const session = await ModelSession.create(referenceEngine, plan, value.recipe.optimizer);
  await session.initialize(3);
  await session.loadDataset({ ...facts, imageShape: [6, 6, 1], train: part, test: part });
  const all = Int32Array.from(labels, (_, index) => index);
  const before = await session.readWeights();
  const evaluated = await session.evaluate(all);
  const { loss } = await session.trainStep(all, 0.01, 1, 0);
  await session.trainStep(all, 0.01, 2, 0);
  await session.trainStep(all, 0.01, 3, 0);
  const after = await session.readWeights();
  const slots = await session.readSlots();
  const moved = Object.keys(before).filter((name) => `${before[name]?.data}` !== `${after[name]?.data}`);
  return { moved, slots: Object.keys(slots), loss, evaluated: evaluated.loss };
}

describe('a frozen layer', () => {
  it('keeps weights and statistics, is not punished, and is the same in training as later, as in Keras', async () => {
    const { moved, slots, loss, evaluated } = await trainThree('false');
    expect(moved).toEqual(['out/kernel', 'out/bias']);
    expect(slots.every((name) => name.startsWith('out/'))).toBe(true);
    expect(loss).toBeCloseTo(evaluated, 4);
  });

  it('is like any other when it is not frozen', async () => {
    const { moved, loss, evaluated } = await trainThree('true');
    // Batch norm takes the bias away again: what is left of its gradient is rounding.
    expect(moved).toEqual(
      expect.arrayContaining(['conv/kernel', 'norm/gamma', 'norm/movingMean', 'norm/movingVariance']),
    );
    // The penalty is a hundred times the sum of squares.
    expect(loss).toBeGreaterThan(50);
    expect(evaluated).toBeGreaterThan(50);
  });

  it('is learned from the start where there is no second phase', async () => {
    expect((await trainThree('"fineTuning"')).moved).toContain('conv/kernel');
  });
});
