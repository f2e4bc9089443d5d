import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../src/core/definition/options.js';
import { layerTypeByName } from '../../../src/core/layers/index.js';
import { isLayerProblem, type LayerInference, type LayerProblem } from '../../../src/core/layers/layer.js';

type Body = Readonly<Record<string, unknown>>;
type Shapes = readonly (readonly number[])[];

function infer(type: string, body: Body, shapes: Shapes): LayerInference | LayerProblem {
  const layer = layerTypeByName(type);
  const options = readOptions(layer.options, body, [], (problem) => expect.fail(problem.message), []);
  if (options === undefined) throw new Error('options could not be read');
  return layer.infer(options, shapes);
}

interface ProblemCase {
  readonly layer: string;
  readonly options?: Body;
  readonly inputs: Shapes;
  readonly code: string;
  readonly option?: string;
  /** What the message must name. */
  readonly names: readonly string[];
  /** With this fix the layer works, unless the fix is another layer. */
  readonly fix?: 'setOption' | 'insertBefore';
}

const image = [5, 6, 3];
const conv = { filters: 2, kernelSize: 7 };
const dilated = { kernelSize: 2, strides: 2, dilationRate: 2 };
const unequal = { kernelSize: 2, strides: [1, 2] };

const problemCases: readonly ProblemCase[] = [
  {
    layer: 'dense',
    options: { units: 3 },
    inputs: [image],
    code: 'dense-needs-flatten',
    names: ['[5, 6, 3]', 'flatten'],
    fix: 'insertBefore',
  },
  {
    layer: 'dense',
    options: { units: 3 },
    inputs: [[2, 3]],
    code: 'dense-needs-flatten',
    names: ['[2, 3]'],
    fix: 'insertBefore',
  },
  {
    layer: 'conv2d',
    options: conv,
    inputs: [image],
    code: 'kernel-too-large',
    option: 'kernelSize',
    names: ['7 × 7', '5 × 6'],
    fix: 'setOption',
  },
  {
    layer: 'conv2d',
    options: { filters: 2, kernelSize: 3, dilationRate: 3 },
    inputs: [image],
    code: 'kernel-too-large',
    option: 'kernelSize',
    names: ['3 × 3', '7 × 7 when dilated'],
    fix: 'setOption',
  },
  {
    layer: 'depthwiseConv2d',
    options: { kernelSize: 6 },
    inputs: [image],
    code: 'kernel-too-large',
    option: 'kernelSize',
    names: ['6 × 6'],
    fix: 'setOption',
  },
  {
    layer: 'separableConv2d',
    options: conv,
    inputs: [image],
    code: 'kernel-too-large',
    option: 'kernelSize',
    names: ['7 × 7'],
    fix: 'setOption',
  },
  {
    layer: 'conv2d',
    options: { filters: 1, ...dilated },
    inputs: [image],
    code: 'strides-with-dilation',
    option: 'dilationRate',
    names: ['2 × 2'],
    fix: 'setOption',
  },
  {
    layer: 'depthwiseConv2d',
    options: dilated,
    inputs: [image],
    code: 'strides-with-dilation',
    option: 'dilationRate',
    names: ['2 × 2'],
    fix: 'setOption',
  },
  {
    layer: 'depthwiseConv2d',
    options: unequal,
    inputs: [image],
    code: 'unequal-strides',
    option: 'strides',
    names: ['1 × 2'],
    fix: 'setOption',
  },
  {
    layer: 'separableConv2d',
    options: { filters: 1, ...unequal },
    inputs: [image],
    code: 'unequal-strides',
    option: 'strides',
    names: ['1 × 2'],
    fix: 'setOption',
  },
  { layer: 'conv2d', options: conv, inputs: [[64]], code: 'needs-image', names: ['[64]'] },
  { layer: 'conv2d', options: conv, inputs: [[9, 9]], code: 'needs-image', names: ['[9, 9]'], fix: 'insertBefore' },
  { layer: 'spatialDropout2d', options: { rate: 0.5 }, inputs: [[64]], code: 'needs-image', names: ['[64]'] },
  { layer: 'globalAveragePooling2d', inputs: [[64]], code: 'needs-image', names: ['[64]'] },
  { layer: 'zeroPadding2d', inputs: [[64]], code: 'needs-image', names: ['[64]'] },
  {
    layer: 'maxPooling2d',
    inputs: [[1, 4, 8]],
    code: 'pooled-to-nothing',
    option: 'poolSize',
    names: ['2 × 2', '1 × 4'],
    fix: 'setOption',
  },
  {
    layer: 'averagePooling2d',
    options: { poolSize: [1, 9] },
    inputs: [image],
    code: 'pooled-to-nothing',
    option: 'poolSize',
    names: ['1 × 9'],
    fix: 'setOption',
  },
  {
    layer: 'reshape',
    options: { targetShape: [4, 4] },
    inputs: [image],
    code: 'reshape-size',
    option: 'targetShape',
    names: ['[5, 6, 3]', '90', '[4, 4]'],
    fix: 'setOption',
  },
  {
    layer: 'reshape',
    options: { targetShape: [-1, -1] },
    inputs: [image],
    code: 'reshape-size',
    option: 'targetShape',
    names: ['[-1, -1]'],
    fix: 'setOption',
  },
  {
    layer: 'reshape',
    options: { targetShape: [-1, 7] },
    inputs: [image],
    code: 'reshape-size',
    option: 'targetShape',
    names: ['[-1, 7]'],
    fix: 'setOption',
  },
  {
    layer: 'reshape',
    options: { targetShape: [0, -1] },
    inputs: [image],
    code: 'reshape-size',
    option: 'targetShape',
    names: ['[0, -1]'],
    fix: 'setOption',
  },
  {
    layer: 'activation',
    options: { activation: 'relu', alpha: 0.1 },
    inputs: [image],
    code: 'alpha-not-used',
    option: 'alpha',
    names: ['relu', '0.1'],
  },
  { layer: 'add', inputs: [image, [5, 6, 4]], code: 'shapes-differ', names: ['[5, 6, 3]', '[5, 6, 4]'] },
  { layer: 'multiply', inputs: [image, [5]], code: 'shapes-differ', names: ['[5, 6, 3]', '[5]'] },
  { layer: 'add', inputs: [image], code: 'too-few-inputs', names: ['1', 'from'] },
  { layer: 'concatenate', inputs: [image], code: 'too-few-inputs', names: ['1', 'from'] },
  { layer: 'concatenate', inputs: [image, [5, 7, 3]], code: 'shapes-differ', names: ['[5, 6, 3]', '[5, 7, 3]'] },
  { layer: 'concatenate', inputs: [image, [5]], code: 'shapes-differ', names: ['[5]'] },
  {
    layer: 'concatenate',
    options: { axis: 2 },
    inputs: [[4], [4]],
    code: 'no-such-axis',
    option: 'axis',
    names: ['axis 2'],
    fix: 'setOption',
  },
  {
    layer: 'concatenate',
    options: { axis: 0 },
    inputs: [[4], [4]],
    code: 'no-such-axis',
    option: 'axis',
    names: ['axis 0'],
    fix: 'setOption',
  },
];

describe('a layer that cannot work says what is wrong and how to mend it', () => {
  it.each(problemCases.map((entry) => [entry.layer, entry.code, JSON.stringify(entry.options ?? {}), entry] as const))(
    '%s: %s %s',
    (_layer, _code, _options, { layer, options = {}, inputs, code, option, names, fix }) => {
      const answer = infer(layer, options, inputs);
      if (!isLayerProblem(answer)) throw new Error('no problem was found');
      expect(answer.code).toBe(code);
      expect(answer.option).toBe(option);
      for (const name of [layer === 'activation' ? 'alpha' : layer, ...names]) expect(answer.message).toContain(name);
      expect(answer.fix?.kind).toBe(fix);
      if (answer.fix?.kind === 'setOption') {
        const mended = infer(layer, { ...options, [answer.fix.option]: answer.fix.value }, inputs);
        expect(isLayerProblem(mended)).toBe(false);
      }
      if (answer.fix?.kind === 'insertBefore') {
        const { type, ...body } = answer.fix.layer;
        const inserted = infer(String(type), body, inputs);
        if (isLayerProblem(inserted)) throw new Error(inserted.message);
        const after = infer(layer, options, [inserted.outputShape]);
        expect(isLayerProblem(after)).toBe(false);
      }
    },
  );
});
