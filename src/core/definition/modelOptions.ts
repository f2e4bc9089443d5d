import { MAXIMUM_IMAGE_SIDE } from '../dataset.js';
import type { JsonPath, OptionSpec, Report } from './option.js';
import { integer, shown, text } from './options.js';

/** Most layers that one layer may read. */
export const MAXIMUM_INPUTS = 100;

/** A layer's name: also part of variable and file names, hence its alphabet. */
export const LAYER_NAME_PATTERN = '^[A-Za-z][A-Za-z0-9_.-]{0,63}$';

const layerName = new RegExp(LAYER_NAME_PATTERN);

/** The keys that begin every definition. */
export const headerOptions = {
  $schema: optional(text({ description: 'Where the schema of this file is, for editors.', maxLength: 1000 })),
  name: text({ description: 'Name for people, tables and runs.', maxLength: 80 }),
  description: optional(text({ description: 'What is special about it, in a sentence or two.', maxLength: 1000 })),
};

const side = integer({ description: '', minimum: 1, maximum: MAXIMUM_IMAGE_SIDE });
const imageSchema = { type: 'array', items: side.schema, minItems: 3, maxItems: 3 };

/** Shape of the images: three sizes, or whatever the dataset has. */
export const inputOption: OptionSpec<readonly number[] | 'dataset'> = {
  description: 'Shape of the images as `[height, width, channels]`, or `"dataset"` for whatever the dataset has.',
  default: 'dataset',
  required: false,
  schema: {
    anyOf: [{ const: 'dataset' }, imageSchema],
    description: 'Shape of the images as `[height, width, channels]`, or `"dataset"` for whatever the dataset has.',
    default: 'dataset',
  },
  read(value, path, report) {
    if (value === 'dataset') return value;
    if (!Array.isArray(value) || value.length !== 3) {
      const message = `Expected [height, width, channels], such as [28, 28, 1], or "dataset", got ${shown(value)}.`;
      report({ path, code: 'wrong-type', message, replacement: { title: 'Change to "dataset"', text: '"dataset"' } });
      return undefined;
    }
    const sizes = value.map((size, index) => side.read(size, [...path, index], report));
    return sizes.every((size) => size !== undefined) ? sizes : undefined;
  },
};

/** A layer's own name. */
export const layerNameOption: OptionSpec<string> = {
  description: 'Name for `from`, tables and messages; by default made from the type: `conv2d`, `conv2d_1`, …',
  default: undefined,
  required: false,
  schema: {
    type: 'string',
    pattern: LAYER_NAME_PATTERN,
    description: 'Name for `from`, tables and messages; by default made from the type: `conv2d`, `conv2d_1`, …',
  },
  read(value, path, report) {
    if (typeof value === 'string' && layerName.test(value)) return value;
    reportBadName(value, path, report);
    return undefined;
  },
};

/** The layers that a layer reads: one name or several. */
export const fromOption: OptionSpec<readonly string[]> = {
  description: 'Name of the layer whose output this one reads, or a list of names; by default the layer before it.',
  default: undefined,
  required: false,
  schema: {
    anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: MAXIMUM_INPUTS }],
    description: 'Name of the layer whose output this one reads, or a list of names; by default the layer before it.',
  },
  read(value, path, report) {
    if (typeof value === 'string') return [value];
    const isList = Array.isArray(value) && value.length > 0 && value.length <= MAXIMUM_INPUTS;
    if (isList && value.every((name) => typeof name === 'string')) return value;
    const message = `Expected the name of an earlier layer, or a list of 1 to ${MAXIMUM_INPUTS} names, got ${shown(value)}.`;
    report({ path, code: 'wrong-type', message });
    return undefined;
  },
};

/** A key that may be left out, and then has no value. */
function optional<T>(spec: OptionSpec<T>): OptionSpec<T | undefined> {
  return { ...spec, required: false };
}

function reportBadName(value: unknown, path: JsonPath, report: Report): void {
  const rule = 'a letter, then up to 63 letters, digits, _, - or .';
  const cleaned = typeof value === 'string' ? value.replaceAll(/[^\w.-]+/g, '_').replace(/^[^A-Za-z]+/, '') : '';
  const name = cleaned.slice(0, 64);
  const replacement = name === '' ? {} : { replacement: { title: `Change to "${name}"`, text: JSON.stringify(name) } };
  report({ path, code: 'bad-name', message: `A layer's name is ${rule}; got ${shown(value)}.`, ...replacement });
}
