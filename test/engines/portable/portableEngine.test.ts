import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Engine, TensorData } from '../../../src/core/engine.js';
import { buildProgram, feedNames } from '../../../src/core/graph/buildProgram.js';
import { initialWeights, ModelSession } from '../../../src/core/training/modelSession.js';
import { dataFolder } from '../../../src/datasets/dataFolder.js';
import { loadDataset } from '../../../src/datasets/index.js';
import { portableDescription } from '../../../src/engines/portable/description.js';
import { PortableEngine, type PortableSession } from '../../../src/engines/portable/portableEngine.js';
import { loadModel } from '../../support/loadModel.js';
import { realEngines } from '../../support/realEngines.js';

const BATCH_SIZE = 16;
const PREDICTED = 100;

// The embedded sample, whatever else is on this machine.
const dataset = await loadDataset(`idx:${join(dataFolder(), 'fashion-mnist')}`);
const IMAGES = dataset.train.count;

function batch(step: number): Int32Array {
  return Int32Array.from({ length: BATCH_SIZE }, (_, i) => ((step - 1) * BATCH_SIZE + i) % IMAGES);
}

async function trained(engine: Engine, path: string, steps: number, learningRate = 0.001) {
  const { plan, recipe } = loadModel(path);
  const session = await ModelSession.create(engine, plan, recipe.optimizer);
  try {
    await session.initializeFrom(initialWeights(plan, 3));
    await session.loadDataset(dataset);
    const losses: number[] = [];
    for (let step = 1; step <= steps; step += 1) {
      losses.push((await session.trainStep(batch(step), learningRate, step, 5)).loss);
    }
    const rows = Int32Array.from({ length: PREDICTED }, (_, index) => IMAGES + index);
    return { losses, ...(await session.predict(rows)), weights: await session.readWeights() };
  } finally {
    session.dispose();
  }
}

const portable = new PortableEngine(portableDescription);

describe('the portable engine beside the native one', () => {
  const native = realEngines.find(({ id }) => id === 'tensorflow');
  // Where a gradient is close to 0, rounding decides its sign and Adam makes a whole step of it; at kinks and ties of
  // max pooling it decides where a gradient goes. So the CNN parts from itself, perturbed by a unit in the last place, by
  // 0.04 within 50 steps at the usual learning rate, on one engine. At a small one, what is left is arithmetic.
  for (const [model, learningRate] of [
    ['ann', 1e-3],
    ['ann-relu', 1e-3],
    ['cnn', 1e-5],
  ] as const)
    it(`${model}: losses over 50 steps and predictions agree`, async (context) => {
      if (native === undefined || 'skipped' in native) return context.skip('the native engine is not installed');
      const path = `data/${model}.model.jsonc`;
      const ours = await trained(portable, path, 50, learningRate);
      const theirs = await trained(native.engine, path, 50, learningRate);
      expect(ours.losses.at(-1)).toBeLessThan(ours.losses[0] ?? 0);
      const relative = ours.losses.map((loss, step) => Math.abs(loss / (theirs.losses[step] ?? Number.NaN) - 1));
      expect(Math.max(...relative)).toBeLessThan(1e-3);
      const apart = ours.probabilities.map((value, i) => Math.abs(value - (theirs.probabilities[i] ?? Number.NaN)));
      expect(Math.max(...apart)).toBeLessThan(1e-3);
    });
});

describe('the portable engine by itself', () => {
  for (const model of ['ann', 'cnn', 'ann-relu'])
    it(`${model}: trains twice to the same bits`, async () => {
      const path = `data/${model}.model.jsonc`;
      const [first, second] = [await trained(portable, path, 4), await trained(portable, path, 4)];
      expect(second.losses).toEqual(first.losses);
      expect(second.weights).toEqual(first.weights);
      expect(second.probabilities).toEqual(first.probabilities);
    });

  for (const model of ['ann', 'cnn'])
    it(`${model}: holds as many tensors and as much memory after 60 steps as after 10`, async () => {
      const { session, step, evaluate } = await openSession(`data/${model}.model.jsonc`);
      const run = async (from: number, to: number) => {
        for (let t = from; t <= to; t += 1) await step(t);
        await evaluate();
        return session.memory;
      };
      const early = await run(1, 10);
      expect(await run(11, 60)).toEqual(early);
      session.dispose();
      expect(session.memory.tensors).toBe(0);
    });

  it('gives back what a failed call held, and goes on', async () => {
    const { session, step } = await openSession('data/ann-relu.model.jsonc');
    await step(1);
    const { tensors } = session.memory;
    const feeds = feedsOf(2);
    await expect(session.run('trainStep', { ...feeds, indices: vector(Int32Array.of(0, 1e6)) })).rejects.toThrow(
      `gather: there is no row 1000000 of ${IMAGES}`,
    );
    await expect(session.run('trainStep', { ...feeds, learningRate: vector(Int32Array.of(1)) })).rejects.toThrow(
      'learningRate is float32 [], got int32 [1]',
    );
    expect(session.memory.tensors).toBe(tensors);
    await step(2);
    session.dispose();
  });
});

function vector(data: Int32Array): TensorData {
  return { dtype: 'int32', shape: [data.length], data };
}

function scalar(value: number): TensorData {
  return { dtype: 'float32', shape: [], data: Float32Array.of(value) };
}

function feedsOf(step: number) {
  return {
    [feedNames.indices]: vector(batch(step)),
    [feedNames.learningRate]: scalar(0.001),
    [feedNames.step]: scalar(step),
    [feedNames.seed]: vector(Int32Array.of(1, step)),
  };
}

/** A session of the engine itself, whose memory can be looked at. */
async function openSession(path: string) {
  const { plan, recipe } = loadModel(path);
  const { program } = buildProgram(plan, recipe.optimizer);
  const session: PortableSession = await portable.createSession(program);
  await session.run('initialize', initialWeights(plan, 1));
  const { train } = dataset;
  await session.run('loadData', {
    [feedNames.images]: { dtype: 'uint8', shape: [IMAGES, 28, 28, 1], data: train.images },
    [feedNames.labels]: vector(Int32Array.from(train.labels)),
  });
  return {
    session,
    step: (step: number) => session.run('trainStep', feedsOf(step)),
    evaluate: () => session.run('evaluate', { [feedNames.indices]: vector(batch(1)) }),
  };
}
