import type { OptionSpec, OptionsOf } from '../definition/option.js';
import { boolean, integer, number } from '../definition/options.js';
import { type Callback, type CallbackAction, defineCallback, type EpochResult } from './callback.js';
import { readCallbackState } from './callbackState.js';
import { isImprovement, monitoredValue, monitorOption } from './monitor.js';

const baseline: OptionSpec<number | undefined> = number({
  description: 'Only an epoch that beats this value as well restarts the patience.',
  required: false,
});

const options = {
  monitor: monitorOption,
  patience: integer({
    description: 'Epochs without improvement after which training stops.',
    default: 0,
    minimum: 0,
    maximum: 100_000,
  }),
  minDelta: number({
    description: 'The least change that counts as an improvement.',
    default: 0,
    minimum: 0,
  }),
  baseline,
  startFromEpoch: integer({
    description: 'Epochs at the start that are not watched.',
    default: 0,
    minimum: 0,
    maximum: 100_000,
  }),
  restoreBestWeights: boolean({
    description: 'At the end of training, go back to the weights of the best epoch.',
    default: false,
  }),
};

interface State {
  readonly wait: number;
  readonly best: number | null;
  /** From 1; null until an epoch has been watched. */
  readonly bestEpoch: number | null;
}

const initialState: State = { wait: 0, best: null, bestEpoch: null };

/**
 * Ends the training when the monitored quantity no longer improves. The semantics are those of Keras 3: an epoch that
 * improves never stops the run, nor does the first one, and with a baseline the wait goes on counting through
 * improvements that do not beat it.
 */
export const earlyStopping = defineCallback({
  type: 'earlyStopping',
  description: 'Stops the training when a quantity has not improved for a number of epochs.',
  options,
  create: (read) => new EarlyStopping(read),
});

class EarlyStopping implements Callback {
  readonly #options: OptionsOf<typeof options>;
  #state: State = initialState;

  constructor(read: OptionsOf<typeof options>) {
    this.#options = read;
  }

  epochEnded(result: EpochResult): readonly CallbackAction[] {
    const { monitor, minDelta, patience, startFromEpoch, baseline: target, restoreBestWeights } = this.#options;
    const value = monitoredValue(result, monitor);
    if (value === undefined || result.epoch <= startFromEpoch) return [];
    const wait = this.#state.wait + 1;
    if (isImprovement(monitor, value, this.#state.best, minDelta)) {
      const restarts = target === undefined || isImprovement(monitor, value, target, minDelta);
      this.#state = { wait: restarts ? 0 : wait, best: value, bestEpoch: result.epoch };
      return restoreBestWeights ? [{ type: 'keepWeights', monitor, value }] : [];
    }
    this.#state = { ...this.#state, wait };
    if (wait < patience) return [];
    return [{ type: 'stop', reason: this.#reason(wait) }];
  }

  trainingEnded(): readonly CallbackAction[] {
    const { best, bestEpoch } = this.#state;
    if (!this.#options.restoreBestWeights || bestEpoch === null || best === null) return [];
    return [{ type: 'restoreWeights', epoch: bestEpoch, monitor: this.#options.monitor, value: best }];
  }

  get state(): unknown {
    return this.#state;
  }

  restore(state: unknown): void {
    this.#state = readCallbackState('earlyStopping', initialState, state);
  }

  #reason(wait: number): string {
    const { best, bestEpoch } = this.#state;
    const when = bestEpoch === null || best === null ? '' : ` (best ${best.toPrecision(5)}, epoch ${bestEpoch})`;
    return `${this.#options.monitor} has not improved for ${wait} ${wait === 1 ? 'epoch' : 'epochs'}${when}.`;
  }
}
