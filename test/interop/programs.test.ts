import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ExportError } from '../../src/interop/exporter.js';
import { exportKeras } from '../../src/interop/keras/exportKeras.js';
import { npzFile } from '../../src/interop/python/npzFile.js';
import {
  PythonNames,
  pythonClassName,
  pythonRemark,
  pythonString,
  pythonText,
} from '../../src/interop/python/pythonText.js';
import { exportPytorch } from '../../src/interop/pytorch/exportPytorch.js';
import { exportSourceOf } from '../support/exportSource.js';
import { interopModel, interopModels } from '../support/interopModels.js';

const models = interopModels(resolve(__dirname, '../..'));
const text = (files: readonly { readonly path: string; readonly bytes: Uint8Array }[]) =>
  new TextDecoder().decode(files.find(({ path }) => path === 'model.py')?.bytes);
const made = (layers: readonly object[], training: object = {}) =>
  exportSourceOf(interopModel(JSON.stringify({ name: 'made', layers, training })));
const head = { type: 'dense', units: 10, activation: 'softmax' };

describe.each([
  ['Keras', exportKeras],
  ['PyTorch', exportPytorch],
] as const)('a program for %s', (_, write) => {
  it.each(models.map((model) => [model.name, model] as const))(
    'of %s is short lines of ASCII without anything undefined',
    (_, model) => {
      const program = text(write(exportSourceOf(model)));
      expect(program).not.toMatch(/undefined|NaN|\[object|[^ -~\n]/);
      expect(program.split('\n').filter((line) => line.length > 200)).toEqual([]);
    },
  );

  it('does what a definition from somebody else says, and nothing that its names say', () => {
    const hostile = 'x""" \\';
    const model = interopModel(
      JSON.stringify({ name: 'named', description: hostile, layers: [{ type: 'flatten' }, head] }),
    );
    const source = exportSourceOf(model);
    const dataset = {
      ...source.started.dataset,
      classNames: ['a"b\\', 'ü\n', ...source.started.dataset.classNames.slice(2)],
    };
    const program = text(write({ ...source, started: { ...source.started, dataset } }));
    expect(program.match(/"""/g)?.length).toBe((text(write(source)).match(/"""/g) ?? []).length);
    expect(program).toContain("named: x''' /\n");
    expect(program).toContain('    "a\\"b\\\\",\n    "\\u00fc\\u000a",\n');
  });

  it('refuses a mixup behind layers that compute', () => {
    const source = made([
      { type: 'conv2d', filters: 2, kernelSize: 3, name: 'first' },
      { type: 'mixup' },
      { type: 'flatten' },
      head,
    ]);
    expect(() => write(source)).toThrow(ExportError);
    expect(() => write(source)).toThrow('"first"');
  });
});

describe('a program for Keras', () => {
  it('is a chain, or a graph where layers have several inputs', () => {
    expect(text(exportKeras(made([{ type: 'flatten' }, head])))).toContain(`    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Flatten(),
            layers.Dense(10, activation="softmax", name="dense"),
        ],
        name="made",
    )`);
    const resnet = models.find(({ name }) => name === 'resnet');
    if (resnet === undefined) throw new Error('no resnet');
    expect(text(exportKeras(exportSourceOf(resnet)))).toContain(
      '    x = layers.Add()([residual1, x])\n    block1 = layers.Activation("relu")(x)\n',
    );
  });

  it('refuses a schedule beside a plateau, which Keras does', () => {
    const training = { learningRateSchedule: { type: 'cosine' }, callbacks: ['reduceLearningRateOnPlateau'] };
    expect(() => exportKeras(made([{ type: 'flatten' }, head], training))).toThrow('not both');
  });
});

describe('a program for PyTorch', () => {
  it('pads strided convolutions as TensorFlow does, and turns images before they are flattened', () => {
    const program = text(
      exportPytorch(
        made([
          { type: 'conv2d', filters: 2, kernelSize: 3, strides: 2, padding: 'same' },
          { type: 'batchNormalization' },
          { type: 'flatten' },
          head,
        ]),
      ),
    );
    expect(program).toContain('x = self.conv2d(F.pad(x, (0, 1, 0, 1)))');
    expect(program).toContain('nn.BatchNorm2d(2, eps=0.001, momentum=0.01)');
    expect(program).toContain('x = x.permute(0, 2, 3, 1).flatten(1)');
    expect(program).toContain('        x = self.dense(x)\n        return x\n');
  });

  it('refuses early stopping with a baseline', () => {
    const training = { callbacks: [{ type: 'earlyStopping', baseline: 0.5 }] };
    expect(() => exportPytorch(made([{ type: 'flatten' }, head], training))).toThrow('baseline');
  });
});

describe('text of Python', () => {
  it('writes values', () => {
    expect(pythonText({ callee: 'f', positional: [1, [2], []], named: { a: true, b: null, c: undefined } })).toBe(
      'f(1, (2,), (), a=True, b=None)',
    );
    expect(pythonString('"\\\n😀é')).toBe('"\\"\\\\\\u000a\\U0001f600\\u00e9"');
    expect(pythonRemark('a"""\n\\')).toBe("a''' /");
    expect([pythonClassName('cnn-small'), pythonClassName('3 layers'), pythonClassName('…')]).toEqual([
      'CnnSmall',
      'Model3Layers',
      'Model',
    ]);
  });

  it('gives each layer a name that Python takes', () => {
    const names = new PythonNames(['x']);
    expect(
      ['x', 'depthwiseConv2d', 'backbone › conv1', 'backbone conv1', '2nd', 'class', 'é'].map((name) => names.of(name)),
    ).toEqual([...['x_1', 'depthwise_conv2d', 'backbone_conv1', 'backbone_conv1_1', '_2nd', 'class_1', '_']]);
    expect(names.of('x')).toBe('x_1');
  });
});

describe('an .npz file', () => {
  it('is a zip of arrays, each at a multiple of 64 bytes into its file', () => {
    const bytes = Buffer.from(
      npzFile({ 'a/b': { shape: [2], data: Float32Array.of(1, 2) }, n: { shape: [], data: 7n } }),
    );
    const name = bytes.indexOf('a/b.npy');
    expect(bytes.readUInt32LE(0)).toBe(0x04034b50);
    expect(name).toBe(30);
    const start = name + 'a/b.npy'.length;
    const header = bytes.subarray(start, start + 128).toString('latin1');
    expect([bytes[start], header.slice(1, 6)]).toEqual([0x93, 'NUMPY']);
    expect(header).toContain("'descr': '<f4', 'fortran_order': False, 'shape': (2,), }");
    const length = bytes.readUInt16LE(start + 8) + 10;
    expect(length % 64).toBe(0);
    expect(bytes.readFloatLE(start + length + 4)).toBe(2);
    expect(bytes.readUInt16LE(bytes.length - 12)).toBe(2);
    expect(bytes.readUInt32LE(bytes.readUInt32LE(bytes.length - 6))).toBe(0x02014b50);
  });
});
