import { backbones } from '../backbones/index.js';
import { MAXIMUM_IMAGE_SIDE } from '../dataset.js';
import type { OptionSpec } from '../definition/option.js';
import { choice, integer, number, shown, specOf, text } from '../definition/options.js';

/** Which of a backbone's layers are learned in the second phase: none, or those from one on. */
export type BackboneTrainable = 'none' | { readonly from: string };

/** Smallest images for which all networks have something left at their end. */
const MINIMUM_INPUT_SIZE = 32;

const innerLayer = text({ description: "Name of one of the backbone's layers.", maxLength: 64 });

const trainable: OptionSpec<BackboneTrainable> = specOf<BackboneTrainable>(
  {
    description:
      'What is learned of it in the second phase (`training.fineTuning`): `"none"`, or all from one layer on, `{ "from": "conv_pw_6" }`.',
    default: 'none',
  },
  {
    anyOf: [
      { const: 'none' },
      {
        type: 'object',
        properties: { from: innerLayer.schema },
        required: ['from'],
        additionalProperties: false,
      },
    ],
  },
  (value, path, report) => {
    if (value === 'none') return value;
    const from: unknown = typeof value === 'object' && value !== null && 'from' in value ? value.from : undefined;
    if (from === undefined || Object.keys(value as object).length !== 1) {
      const replacement = { replacement: { title: 'Change to "none"', text: '"none"' } };
      const message = `Expected "none" or an object such as { "from": "conv_pw_6" }, got ${shown(value)}.`;
      report({ path, code: 'wrong-type', message, ...replacement });
      return undefined;
    }
    const name = innerLayer.read(from, [...path, 'from'], report);
    return name === undefined ? undefined : { from: name };
  },
);

const upTo: OptionSpec<string | undefined> = {
  ...text({
    description: 'Its last layer that is used; the features are what this one gives. All of it, if not given.',
    required: false,
    maxLength: 64,
  }),
};

/** The options of a `backbone` layer. */
export const backboneOptions = {
  name: choice({ description: 'The published network.', values: backbones.map(({ name }) => name) }),
  weights: text({
    description:
      '`"imagenet"`: trained on ImageNet, from the package, the cache or a download; `"none"`: from their initializers; or the path of a file or folder of weights, relative to this file.',
    default: 'imagenet',
    maxLength: 1000,
  }),
  alpha: number({
    description: 'Width: the share of filters that each layer has; the MobileNets were published in several.',
    default: 1,
    minimum: 0.1,
    maximum: 2,
  }),
  inputSize: integer({
    description: 'Height and width that images are brought to first; larger sees more, and takes longer.',
    default: 96,
    minimum: MINIMUM_INPUT_SIZE,
    maximum: MAXIMUM_IMAGE_SIDE,
  }),
  upTo,
  trainable,
};
