import type { OptionSpec } from '../definition/option.js';
import { shown, specOf } from '../definition/options.js';

/** Whether a layer's weights are learned: always, never, or only in the fine-tuning phase. */
export type Trainable = boolean | 'fineTuning';

const values: readonly Trainable[] = [true, false, 'fineTuning'];

/**
 * The option of every layer with weights. A frozen layer keeps the weights that it begins with, has no penalty on them,
 * and normalizes by its stored statistics, as Keras's layers do with `trainable = False`.
 */
export const trainableOptions = {
  trainable: specOf<Trainable>(
    {
      description:
        'Whether the weights are learned; `false` freezes them, `"fineTuning"` until the second phase (`training.fineTuning`).',
      default: true,
    },
    { enum: [...values] },
    (value, path, report) => {
      const found = values.find((candidate) => candidate === value);
      if (found !== undefined) return found;
      const meant = value === 'true' || value === 'false' ? value : undefined;
      const replacement = meant ? { replacement: { title: `Change to ${meant}`, text: meant } } : {};
      const message = `Expected true, false or "fineTuning", got ${shown(value)}.`;
      report({ path, code: 'unknown-value', message, ...replacement });
      return undefined;
    },
  ) satisfies OptionSpec<Trainable>,
};
