import type { OptionsOf } from '../definition/option.js';
import { integer, number } from '../definition/options.js';
import { type Callback, type CallbackAction, defineCallback, type EpochResult } from './callback.js';
import { readCallbackState } from './callbackState.js';
import { isImprovement, monitoredValue, monitorOption } from './monitor.js';

const options = {
  monitor: monitorOption,
  factor: number({
    description: 'What the learning rate is multiplied by.',
    default: 0.1,
    exclusiveMinimum: 0,
    exclusiveMaximum: 1,
  }),
  patience: integer({
    description: 'Epochs without improvement after which the learning rate is reduced.',
    default: 10,
    minimum: 0,
    maximum: 100_000,
  }),
  minDelta: number({
    description: 'The least change that counts as an improvement.',
    default: 1e-4,
    minimum: 0,
  }),
  cooldown: integer({
    description: 'Epochs after a reduction in which the patience does not count.',
    default: 0,
    minimum: 0,
    maximum: 100_000,
  }),
  minLearningRate: number({
    description: 'The learning rate is never reduced below this.',
    default: 0,
    minimum: 0,
  }),
};

interface State {
  readonly wait: number;
  readonly cooldown: number;
  readonly best: number | null;
}

const initialState: State = { wait: 0, cooldown: 0, best: null };

/**
 * Reduces the learning rate when the monitored quantity no longer improves. The semantics are those of Keras 3: the
 * epoch in which the cooldown runs out already counts towards the patience, and at the minimum the wait goes on
 * without an action. The rate it reads and sets is the base rate; a schedule's factor multiplies it elsewhere.
 */
export const reduceLearningRateOnPlateau = defineCallback({
  type: 'reduceLearningRateOnPlateau',
  description: 'Multiplies the learning rate by a factor when a quantity has not improved for a number of epochs.',
  options,
  create: (read) => new ReduceLearningRateOnPlateau(read),
});

class ReduceLearningRateOnPlateau implements Callback {
  readonly #options: OptionsOf<typeof options>;
  #state: State = initialState;

  constructor(read: OptionsOf<typeof options>) {
    this.#options = read;
  }

  epochEnded(result: EpochResult): readonly CallbackAction[] {
    const { monitor, minDelta, patience } = this.#options;
    const value = monitoredValue(result, monitor);
    if (value === undefined) return [];
    const { best } = this.#state;
    const cooldown = Math.max(0, this.#state.cooldown - 1);
    if (isImprovement(monitor, value, best, minDelta)) {
      this.#state = { wait: 0, cooldown, best: value };
      return [];
    }
    const wait = cooldown > 0 ? 0 : this.#state.wait + 1;
    this.#state = { wait, cooldown, best };
    return cooldown > 0 || wait < patience ? [] : this.#reduce(result.learningRate, wait);
  }

  trainingEnded(): readonly CallbackAction[] {
    return [];
  }

  get state(): unknown {
    return this.#state;
  }

  restore(state: unknown): void {
    this.#state = readCallbackState('reduceLearningRateOnPlateau', initialState, state);
  }

  #reduce(current: number, wait: number): readonly CallbackAction[] {
    const { monitor, factor, cooldown, minLearningRate } = this.#options;
    if (!(Math.fround(current) > Math.fround(minLearningRate))) return [];
    const learningRate = Math.max(current * factor, minLearningRate);
    this.#state = { ...this.#state, wait: 0, cooldown };
    const reason = `${monitor} has not improved for ${wait} ${wait === 1 ? 'epoch' : 'epochs'}.`;
    return [{ type: 'setLearningRate', learningRate, reason }];
  }
}
