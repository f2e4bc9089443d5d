import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseModel } from '../../../src/core/definition/parseModel.js';
import { importKeras } from '../../../src/core/interop/keras/importKeras.js';
import { planModel } from '../../../src/core/plan/planModel.js';
import { interopModels } from '../../support/interopModels.js';
import { kerasRoundTrip } from '../../support/kerasRoundTrip.js';

const root = join(__dirname, '..', '..', '..');
const fixtures = join(root, 'test', 'fixtures', 'keras');
const read = (name: string) => readFileSync(join(fixtures, name), 'utf8');
const facts: Record<string, { parameters: number; shapes: number[][] }> = JSON.parse(read('facts.json'));

function importedLayers(text: string) {
  const { value, problems } = importKeras(text);
  const definition = value && parseModel(value.text).value;
  return { value, problems, definition, written: value && JSON.parse(value.text) };
}

describe('importKeras', () => {
  const exported = readdirSync(join(fixtures, 'exported')).map((file) => file.replace(/\.json$/, ''));

  it('has what Keras makes of every shipped definition and every layer type', () => {
    const names = interopModels(root).map(({ name }) => name);
    expect(exported.filter((name) => names.includes(name)).length).toBeGreaterThanOrEqual(13);
  });

  it.each(interopModels(root).filter(({ name }) => exported.includes(name)))(
    'gives back $name as it was, layer by layer',
    ({ name, plan }) => {
      expect(kerasRoundTrip(plan, read(`exported/${name}.json`))).toEqual([]);
    },
  );

  it.each(Object.keys(facts))('reads %s with the weights that Keras counts', (name) => {
    const { definition, problems } = importedLayers(read(`${name}.json`));
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(definition).toBeDefined();
    if (definition === undefined || definition.input === 'dataset') return;
    const classCount = name.startsWith('transfer') ? 5 : 10;
    const { plan } = planModel(definition, { inputShape: definition.input, classCount });
    const shapes = plan?.layers.flatMap(({ weights }) => weights.map(({ shape }) => [...shape]));
    expect(shapes?.sort(byText)).toEqual(facts[name]?.shapes.sort(byText));
  });

  it('writes the tutorial as a person would', () => {
    for (const version of [2, 3]) {
      const { written, problems } = importedLayers(read(`tutorial-keras${version}.json`));
      expect(written).toMatchObject({
        input: [28, 28, 1],
        layers: [
          { type: 'flatten' },
          { type: 'dense', units: 128, activation: 'relu' },
          { type: 'dense', units: 10 },
          { type: 'activation', activation: 'softmax' },
        ],
      });
      // Keras 2 does not say how a model was compiled.
      expect(written.training).toEqual(
        version === 3 ? { optimizer: { type: 'adam', learningRate: 0.001 } } : undefined,
      );
      expect(problems.map(({ code }) => code)).toEqual(['keras-logits']);
    }
  });

  it('reads optimizer, smoothing, names, shortcuts and a model in the model', () => {
    const { written } = importedLayers(read('transfer-keras3.json'));
    expect(written.training).toEqual({
      optimizer: { type: 'sgd', learningRate: 0.01, momentum: 0.9, nesterov: true },
      labelSmoothing: 0.1,
    });
    const residual = importedLayers(read('residual-keras2.json')).written;
    expect(residual.layers.slice(0, 5)).toEqual([
      { type: 'randomFlip', mode: 'horizontal' },
      { type: 'randomRotation', factor: 0.1 },
      { type: 'randomZoom', heightFactor: 0.2 },
      { type: 'rescale', scale: 1 / 127.5, offset: -1 },
      { type: 'conv2d', name: 'stem', filters: 8, kernelSize: 3, padding: 'same', activation: 'relu' },
    ]);
    expect(residual.layers).toContainEqual({ type: 'add', from: ['batchNormalization', 'stem'] });
  });

  const dense = { class_name: 'Dense', config: { name: 'out', units: 3, activation: 'softmax' } };
  const sequential = (...layers: object[]) =>
    JSON.stringify({
      class_name: 'Sequential',
      config: {
        name: 'm',
        layers: [{ class_name: 'InputLayer', config: { batch_shape: [null, 8, 8, 1] } }, ...layers],
      },
    });
  const flat = { class_name: 'Flatten', config: { name: 'flatten' } };
  const conv = (config: object) => ({
    class_name: 'Conv2D',
    config: { name: 'c', filters: 2, kernel_size: [3, 3], ...config },
  });

  it.each<[string, string, RegExp, string]>([
    [
      'a recurrent layer',
      sequential({ class_name: 'LSTM', config: { name: 'l', units: 3 } }, dense),
      /"l": LSTM is no layer/,
      '"LSTM"',
    ],
    [
      'Python code',
      sequential({ class_name: 'Lambda', config: { name: 'l' } }, dense),
      /"l": Lambda holds Python code, which is not run/,
      '"Lambda"',
    ],
    ['groups', sequential(conv({ groups: 2 }), flat, dense), /"c" has groups = 2, which no Conv2D has here/, '2'],
    [
      'channels first',
      sequential(conv({ data_format: 'channels_first' }), flat, dense),
      /"c" has its channels first/,
      '"channels_first"',
    ],
    [
      'an activation',
      sequential(conv({ activation: 'mish' }), flat, dense),
      /"c" has the activation mish; there are linear, relu/,
      '"mish"',
    ],
    [
      'an axis',
      sequential({ class_name: 'BatchNormalization', config: { name: 'b', axis: 1 } }, flat, dense),
      /normalizes along axis 1; here it is the last one, 3/,
      '{"class_name":"BatchNormalization"',
    ],
    [
      'what does not fit',
      sequential(conv({ kernel_size: [9, 9] }), flat, dense),
      /kernel of 9 × 9 is larger than its input/,
      '{"class_name":"Conv2D"',
    ],
    [
      'a number out of range',
      sequential(flat, { class_name: 'Dropout', config: { name: 'd', rate: 1.5 } }, dense),
      /less than 1|below 1|1\.5/,
      '{"class_name":"Dropout"',
    ],
    ['no classes', sequential(conv({})), /does not end in a dense layer|not one probability/, '{"class_name":"Conv2D"'],
    ['a subclass', JSON.stringify({ class_name: 'MyModel', config: {} }), /It is a MyModel/, '"MyModel"'],
    ['a list', '[1]', /Expected an object, as model\.to_json\(\) gives it/, '[1]'],
    [
      'a row that is no image',
      JSON.stringify({
        class_name: 'Sequential',
        config: {
          layers: [
            {
              class_name: 'Dense',
              config: { name: 'out', units: 3, activation: 'softmax', batch_input_shape: [null, 7] },
            },
          ],
        },
      }),
      /takes \[7\]; a definition takes images/,
      '{"class_name":"Dense"',
    ],
  ])('says what it cannot read, and where: %s', (_what, text, message, place) => {
    const { value, problems } = importKeras(text);
    expect(value).toBeUndefined();
    const errors = problems.filter(({ severity }) => severity === 'error');
    expect(errors.map((problem) => problem.message).join('\n')).toMatch(message);
    expect(errors.length).toBe(1);
    expect(text.slice(errors[0]?.range.start, errors[0]?.range.end)).toContain(place);
  });

  const node = (name: string, ...from: string[]) => ({
    class_name: 'Add',
    name,
    config: { name },
    inbound_nodes: [from.map((each) => [each, 0, 0, {}])],
  });
  const functional = (...layers: object[]) =>
    JSON.stringify({
      class_name: 'Functional',
      config: {
        layers: [
          { class_name: 'InputLayer', name: 'in', config: { batch_input_shape: [null, 8, 8, 1] }, inbound_nodes: [] },
          ...layers,
        ],
        input_layers: [['in', 0, 0]],
        output_layers: [['out', 0, 0]],
      },
    });

  it.each<[string, string, RegExp]>([
    [
      'a circle',
      functional(node('a', 'in', 'b'), node('b', 'a', 'a'), node('out', 'b', 'b')),
      /"a" reads what depends on it: a circle/,
    ],
    ['nobody', functional(node('out', 'in', 'ghost')), /"out" reads "ghost", which is no layer of the model/],
    [
      'a layer twice',
      functional({ ...node('out', 'in', 'in'), inbound_nodes: [[['in', 0, 0]], [['in', 0, 0]]] }),
      /is used 2 times: layers that share/,
    ],
    [
      'another output of a layer',
      functional({ ...node('out'), inbound_nodes: [[['in', 0, 1, {}]]] }),
      /no single output of a layer/,
    ],
    ['nothing', functional({ ...node('out'), inbound_nodes: [[]] }), /"out" reads no layer/],
    ['either of two', functional(node('a', 'in'), node('a', 'in'), node('out', 'a')), /Two layers are called "a"/],
    ['what no layer gives', functional(node('a', 'in')), /output is said to be "out", which is no layer/],
    [
      'two inputs',
      functional({ class_name: 'InputLayer', name: 'other', config: {} }, node('out', 'in', 'other')),
      /The model has 2 inputs/,
    ],
  ])('refuses graphs that read %s', (_what, text, message) => {
    const { value, problems } = importKeras(text);
    expect(value).toBeUndefined();
    expect(problems.map((problem) => problem.message).join('\n')).toMatch(message);
  });

  it('tells what is left out, and goes on', () => {
    const text = sequential(
      conv({
        kernel_initializer: { class_name: 'Orthogonal', config: {} },
        kernel_constraint: { class_name: 'MaxNorm' },
      }),
      flat,
      dense,
    );
    const { value, problems } = importKeras(text);
    expect(value?.layerCount).toBe(3);
    expect(problems.map(({ severity, code }) => [severity, code])).toEqual([
      ['warning', 'keras-initializer'],
      ['warning', 'keras-left-out'],
    ]);
  });

  it('is through with anything in no time, and every place lies in the text', () => {
    const hostile = fc.oneof(
      fc.json({ maxDepth: 6 }),
      fc
        .constantFrom(...Object.keys(facts).map((name) => read(`${name}.json`)))
        .chain((text) =>
          fc
            .tuple(
              fc.nat(text.length),
              fc.nat(40),
              fc.constantFrom('', '[', '}', '"', 'null', '-1', '1e999', '{"__proto__":1}'),
            )
            .map(([at, length, put]) => text.slice(0, at) + put + text.slice(at + length)),
        ),
      fc.constantFrom('['.repeat(200_000), `${'{"config":'.repeat(50_000)}1`, 'x'.repeat(2 ** 21), ''),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const { value, problems } = importKeras(text);
        expect(value !== undefined || problems.some(({ severity }) => severity === 'error')).toBe(true);
        for (const { range } of problems) expect(0 <= range.start && range.end <= text.length).toBe(true);
        if (value !== undefined) expect(parseModel(value.text).value).toBeDefined();
      }),
      { numRuns: 150 },
    );
  });
});

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
