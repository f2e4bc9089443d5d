import type { OptionsOf } from '../definition/option.js';
import { boolean } from '../definition/options.js';
import { type Callback, type CallbackAction, defineCallback, type EpochResult } from './callback.js';
import { readCallbackState } from './callbackState.js';
import { isImprovement, monitoredValue, monitorOption } from './monitor.js';

const options = {
  monitor: monitorOption,
  restoreBestWeights: boolean({
    description: 'At the end of training, go back to the best weights; `false` goes on with the last ones.',
    default: true,
  }),
};

interface State {
  readonly best: number | null;
  /** From 1; null until an epoch has been watched. */
  readonly bestEpoch: number | null;
}

const initialState: State = { best: null, bestEpoch: null };

/** Keeps the weights of the best epoch and lets the training run on: which epochs are kept is as in Keras's
 * `ModelCheckpoint(save_best_only=True)`. */
export const bestCheckpoint = defineCallback({
  type: 'bestCheckpoint',
  description: 'Keeps the weights of the best epoch, without stopping the training.',
  options,
  create: (read) => new BestCheckpoint(read),
});

class BestCheckpoint implements Callback {
  readonly #options: OptionsOf<typeof options>;
  #state: State = initialState;

  constructor(read: OptionsOf<typeof options>) {
    this.#options = read;
  }

  epochEnded(result: EpochResult): readonly CallbackAction[] {
    const { monitor } = this.#options;
    const value = monitoredValue(result, monitor);
    if (value === undefined || !isImprovement(monitor, value, this.#state.best, 0)) return [];
    this.#state = { best: value, bestEpoch: result.epoch };
    return [{ type: 'keepWeights', monitor, value }];
  }

  trainingEnded(): readonly CallbackAction[] {
    const { best, bestEpoch } = this.#state;
    if (!this.#options.restoreBestWeights || best === null || bestEpoch === null) return [];
    return [{ type: 'restoreWeights', epoch: bestEpoch, monitor: this.#options.monitor, value: best }];
  }

  get state(): unknown {
    return this.#state;
  }

  restore(state: unknown): void {
    this.#state = readCallbackState('bestCheckpoint', initialState, state);
  }
}
