import type { OptionSpec, Report } from '../definition/option.js';
import { integer, pair, shown } from '../definition/options.js';
import { pad } from '../graph/ops/selection.js';
import type { Pair } from '../graph/ops/window.js';
import { featureMapOf } from './featureMap.js';
import { defineLayer } from './layer.js';
import { onlyValue } from './onlyValue.js';

/** Rows above and below, columns left and right. */
type Margins = readonly [rows: Pair, columns: Pair];

const amount = integer({ description: 'Rows or columns of zeros.', minimum: 0, maximum: 4096 });
const bothSides = pair({ description: 'Zeros before and after.', minimum: 0, maximum: 4096 });
const description = 'Zeros to add: `1` on all sides, `[vertical, horizontal]`, or `[[top, bottom], [left, right]]`.';

const padding: OptionSpec<Margins> = {
  description,
  default: [
    [1, 1],
    [1, 1],
  ],
  required: false,
  schema: {
    anyOf: [amount.schema, { type: 'array', items: bothSides.schema, minItems: 2, maxItems: 2 }],
    description,
    default: 1,
  },
  read: (value, path, report) => {
    if (Array.isArray(value) && value.length === 2) {
      const rows = bothSides.read(value[0], [...path, 0], report);
      const columns = bothSides.read(value[1], [...path, 1], report);
      return rows === undefined || columns === undefined ? undefined : [rows, columns];
    }
    if (typeof value === 'number') {
      const all = bothSides.read(value, path, report);
      return all === undefined ? undefined : [all, all];
    }
    reportShape(value, path, report);
    return undefined;
  },
};

function reportShape(value: unknown, path: Parameters<typeof padding.read>[1], report: Report): void {
  const message = `Expected a number, [vertical, horizontal] or [[top, bottom], [left, right]], got ${shown(value)}.`;
  report({ path, code: 'wrong-type', message });
}

/** Keras's `ZeroPadding2D`. */
export const zeroPadding2d = defineLayer({
  type: 'zeroPadding2d',
  description: 'Puts rows and columns of zeros around an image.',
  formula: 'y = x with zeros around it',
  arity: 'one',
  options: { padding },
  infer: (options, inputs) => {
    const input = featureMapOf('zeroPadding2d', inputs);
    if ('code' in input) return input;
    const [[top, bottom], [left, right]] = options.padding;
    const outputShape = [input.height + top + bottom, input.width + left + right, input.channels];
    return { outputShape, weights: [], macs: 0 };
  },
  build: (options, inputs) =>
    pad(onlyValue(inputs), { paddings: [[0, 0], options.padding[0], options.padding[1], [0, 0]] }),
});
