import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { formatProblems } from '../../../src/core/definition/formatProblems.js';
import { parseModel } from '../../../src/core/definition/parseModel.js';
import { importKeras } from '../../../src/core/interop/keras/importKeras.js';
import { mutated } from '../../support/jsonMutation.js';
import { defineTarget, must } from '../fuzzTarget.js';
import { mutatedBytes } from '../mutateText.js';
import { mustBePlain } from '../plainText.js';
import { hostile } from '../schemaValues.js';

const folder = 'test/fixtures/keras';
/** What Keras 2 and 3 said of models; the largest would only be slow. */
const texts = [folder, `${folder}/exported`]
  .flatMap((place) => readdirSync(place).map((name) => `${place}/${name}`))
  .filter((file) => file.endsWith('.json') && !file.endsWith('facts.json'))
  .map((file) => readFileSync(file, 'utf8'))
  .filter((text) => text.length < 30_000);

const layer = fc.record(
  {
    class_name: fc.oneof(
      fc.constantFrom('Dense', 'Conv2D', 'Flatten', 'InputLayer', 'Add', 'Functional', 'Lambda', 'Reshape', 'ReLU'),
      hostile,
    ),
    name: fc.oneof(fc.constantFrom('a', 'b', '__proto__'), hostile),
    config: fc.oneof(
      fc.record(
        {
          name: fc.oneof(fc.constantFrom('a', 'b', '__proto__', '\u202eb'), hostile),
          units: fc.oneof(fc.constantFrom(10, 0, -1, 2 ** 53), hostile),
          activation: fc.oneof(fc.constantFrom('relu', 'softmax'), hostile),
          batch_shape: fc.oneof(fc.constantFrom([null, 8, 8, 1], [null, 1e9, 1e9, 1e9], []), hostile),
          kernel_size: fc.oneof(fc.constantFrom([3, 3], [0, 0]), hostile),
          target_shape: fc.oneof(fc.constantFrom([-1], [4, -1, 1e12]), hostile),
        },
        { requiredKeys: [] },
      ),
      hostile,
    ),
    inbound_nodes: fc.oneof(
      fc.constantFrom([], [[['a', 0, 0, {}]]], [[['b', 0, 0, {}]]], [[['a', 1e9, 1e9, {}]]]),
      hostile,
    ),
  },
  { requiredKeys: [] },
);

const model = fc.record(
  {
    class_name: fc.constantFrom('Sequential', 'Functional', 'Model'),
    keras_version: hostile,
    config: fc.record(
      {
        name: hostile,
        layers: fc.oneof(
          { weight: 5, arbitrary: fc.array(layer, { maxLength: 6 }) },
          { weight: 1, arbitrary: hostile },
        ),
        input_layers: fc.oneof(fc.constantFrom([['a', 0, 0]], [['b', 0, 0]]), hostile),
        output_layers: fc.oneof(fc.constantFrom([['a', 0, 0]], [['b', 0, 0]]), hostile),
      },
      { requiredKeys: ['layers'] },
    ),
  },
  { requiredKeys: ['class_name', 'config'] },
);

/** A model in a model in a model. */
const nested = fc.integer({ min: 1, max: 400 }).map((depth) => {
  const inner = { class_name: 'Flatten', config: { name: 'f' } };
  return JSON.stringify(
    Array.from({ length: depth }).reduce<object>(
      (within) => ({ class_name: 'Sequential', config: { name: 'm', layers: [within] } }),
      inner,
    ),
  );
});

/** Models of other people's: a definition that means something, or at least one error, each at a place in the text. */
export const kerasTarget = defineTarget({
  name: 'keras',
  cases: 4_000,
  arbitrary: fc.oneof(
    {
      weight: 3,
      arbitrary: fc
        .constantFrom(...texts)
        .chain((text) => mutated(JSON.parse(text)))
        .map((value) => JSON.stringify(value) ?? ''),
    },
    {
      weight: 2,
      arbitrary: fc.constantFrom(...texts).chain((text) => mutatedBytes(Buffer.from(text)).map(String)),
    },
    { weight: 3, arbitrary: model.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: nested },
    { weight: 1, arbitrary: fc.constantFrom('', '{}', '[]', 'null', '['.repeat(100_000), '{"config":'.repeat(20_000)) },
  ),
  check: (text: string) => {
    const { value, problems } = importKeras(text);
    must(
      problems.some(({ severity }) => severity === 'error') !== (value !== undefined),
      'an error and a value, or neither',
    );
    for (const { range, message } of problems) {
      const { start, end } = range;
      must(start >= 0 && start <= end && end <= text.length, `a range of ${start} to ${end} of ${text.length}`);
      must(message.length < 3000, `a message of ${message.length} characters: ${message.slice(0, 200)}`);
    }
    mustBePlain(formatProblems('f', text, problems.slice(0, 10)));
    if (value === undefined) return;
    const read = parseModel(value.text);
    must(read.value !== undefined, `a definition with errors: ${read.problems[0]?.message}`);
    must(value.layerCount > 0, 'no layer');
  },
});
