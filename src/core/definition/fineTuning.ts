import type { JsonPath, OptionSpec, OptionsOf, Report } from './option.js';
import { integer, number, propertiesSchema, readOptions, shown } from './options.js';

/** The keys of `training.fineTuning`. */
export const fineTuningOptions = {
  epochs: integer({
    description: 'Passes over the training images in the second phase, at most.',
    default: 10,
    minimum: 1,
    maximum: 100_000,
  }),
  learningRate: number({
    description: "The optimizer's learning rate in the second phase, before any schedule; lower than in the first.",
    default: 1e-4,
    minimum: 1e-30,
    maximum: 1e6,
  }),
};

/** How the second phase is trained; everything else is as in the first. */
export type FineTuning = OptionsOf<typeof fineTuningOptions>;

const description =
  'A second phase after the first: layers with `"trainable": "fineTuning"` are learned too, at a lower rate. Optimizer and callbacks start afresh; epochs count on.';

/** The second phase of a training, if there is to be one. */
export const fineTuningOption: OptionSpec<FineTuning | undefined> = {
  description,
  default: undefined,
  required: false,
  schema: { type: 'object', description, properties: propertiesSchema(fineTuningOptions), additionalProperties: false },
  read(value: unknown, path: JsonPath, report: Report) {
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return readOptions(fineTuningOptions, value as Readonly<Record<string, unknown>>, path, report, []);
    const message = `Expected an object such as { "epochs": 10, "learningRate": 0.0001 }, got ${shown(value)}.`;
    report({ path, code: 'wrong-type', message });
    return undefined;
  },
};
