import { describe, expect, it } from 'vitest';
import type { Callback, EpochResult } from '../../../src/core/callbacks/callback.js';
import { callbackTypeByName, callbackTypes } from '../../../src/core/callbacks/index.js';
import { readOptions } from '../../../src/core/definition/options.js';
import fixture from '../../fixtures/kerasCallbacks.json' with { type: 'json' };

interface CallbackCase {
  readonly type: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly values: readonly number[];
  /** One row an epoch: weights kept, training stopped, learning rate afterwards. */
  readonly epochs: readonly (readonly [boolean, boolean, number])[];
  readonly restored: number | null;
}

const cases = fixture.callbacks as unknown as readonly CallbackCase[];

function create(type: string, body: Readonly<Record<string, unknown>>): Callback {
  const found = callbackTypeByName(type);
  const options = readOptions(found.options, body, [], (problem) => expect.fail(problem.message), []);
  if (options === undefined) throw new Error('options could not be read');
  return found.create(options);
}

function result(monitor: string, epoch: number, value: number, learningRate: number): EpochResult {
  return { epoch, learningRate, loss: 0, accuracy: 0, [monitor]: value };
}

interface Replay {
  readonly epochs: [boolean, boolean, number][];
  readonly restored: number | null;
}

/** Plays the case; with `forgetful` each epoch gets a new callback with the state of the one before, through JSON. */
function replay(entry: CallbackCase, forgetful: boolean): Replay {
  let callback = create(entry.type, entry.options);
  let learningRate = fixture.learningRate;
  const epochs: [boolean, boolean, number][] = [];
  const monitor = String(entry.options.monitor ?? 'validationLoss');
  for (const [index, value] of entry.values.entries()) {
    const actions = callback.epochEnded(result(monitor, index + 1, value, learningRate));
    for (const action of actions) if (action.type === 'setLearningRate') learningRate = action.learningRate;
    const stopped = actions.some((action) => action.type === 'stop');
    epochs.push([actions.some((action) => action.type === 'keepWeights'), stopped, learningRate]);
    if (stopped) break;
    if (forgetful) {
      const saved: unknown = JSON.parse(JSON.stringify(callback.state));
      callback = create(entry.type, entry.options);
      callback.restore(saved);
    }
  }
  const restored = callback.trainingEnded().find((action) => action.type === 'restoreWeights');
  return { epochs, restored: restored === undefined ? null : restored.epoch };
}

describe('callbacks do what Keras does', () => {
  it('has cases for each registered callback', () => {
    for (const type of callbackTypes) expect(cases.some((entry) => entry.type === type.type)).toBe(true);
  });

  it.each(cases.map((entry, index) => [index, entry.type, JSON.stringify(entry.options), entry] as const))(
    'case %i: %s %s',
    (_index, _type, _options, entry) => {
      // Keras's checkpoint writes a file and restores nothing; the rest of what it does is compared.
      const restores = entry.type !== 'bestCheckpoint';
      for (const forgetful of [false, true]) {
        const actual = replay(entry, forgetful);
        expect(actual.epochs.map(([kept, stopped]) => [kept, stopped])).toEqual(
          entry.epochs.map(([kept, stopped]) => [kept, stopped]),
        );
        for (const [index, [, , rate]] of entry.epochs.entries())
          expect((actual.epochs[index]?.[2] ?? Number.NaN) / rate).toBeCloseTo(1, 5);
        if (restores) expect(actual.restored).toBe(entry.restored);
      }
    },
  );
});

describe('callback actions', () => {
  it('say what was watched, how long, and what the best was', () => {
    const callback = create('earlyStopping', { patience: 2, restoreBestWeights: true });
    const values = [0.5, 0.4, 0.6, 0.7];
    const actions = values.map((value, index) => callback.epochEnded(result('validationLoss', index + 1, value, 1e-3)));
    expect(actions).toEqual([
      [{ type: 'keepWeights', monitor: 'validationLoss', value: 0.5 }],
      [{ type: 'keepWeights', monitor: 'validationLoss', value: 0.4 }],
      [],
      [{ type: 'stop', reason: 'validationLoss has not improved for 2 epochs (best 0.40000, epoch 2).' }],
    ]);
    expect(callback.trainingEnded()).toEqual([
      { type: 'restoreWeights', epoch: 2, monitor: 'validationLoss', value: 0.4 },
    ]);
  });

  it('reduce the rate they are given, never below the minimum', () => {
    const callback = create('reduceLearningRateOnPlateau', { patience: 1, factor: 0.5, minLearningRate: 0.3 });
    const at = (epoch: number, rate: number) => callback.epochEnded(result('validationLoss', epoch, 1, rate));
    const reason = 'validationLoss has not improved for 1 epoch.';
    expect(at(1, 0.8)).toEqual([]);
    expect(at(2, 0.8)).toEqual([{ type: 'setLearningRate', learningRate: 0.4, reason }]);
    expect(at(3, 0.4)).toEqual([{ type: 'setLearningRate', learningRate: 0.3, reason }]);
    expect(at(4, 0.3)).toEqual([]);
  });

  it('restore the best weights after a best checkpoint unless told not to', () => {
    for (const restoreBestWeights of [true, false]) {
      const callback = create('bestCheckpoint', { monitor: 'accuracy', restoreBestWeights });
      for (const [index, value] of [0.5, 0.8, 0.7].entries())
        callback.epochEnded(result('accuracy', index + 1, value, 1e-3));
      const expected = [{ type: 'restoreWeights', epoch: 2, monitor: 'accuracy', value: 0.8 }];
      expect(callback.trainingEnded()).toEqual(restoreBestWeights ? expected : []);
    }
  });

  it.each(callbackTypes.map((type) => type.type))('%s does nothing when its quantity is absent', (type) => {
    const callback = create(type, { monitor: 'validationLoss' });
    for (let epoch = 1; epoch < 30; epoch += 1)
      expect(callback.epochEnded({ epoch, learningRate: 1, loss: 1, accuracy: 0 })).toEqual([]);
    expect(callback.trainingEnded()).toEqual([]);
  });

  it.each(callbackTypes.map((type) => type.type))('%s refuses a damaged checkpoint with the key', (type) => {
    const callback = create(type, {});
    for (const damaged of [null, 'x', {}, { wait: 'many', best: 'much' }])
      expect(() => callback.restore(damaged)).toThrow(new RegExp(`state of ${type} cannot be read: "(wait|best)"`));
  });
});
