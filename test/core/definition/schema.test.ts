import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import fc from 'fast-check';
import { parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { parseComparison } from '../../../src/core/definition/parseComparison.js';
import { parseFolderSettings } from '../../../src/core/definition/parseFolderSettings.js';
import { parseModel } from '../../../src/core/definition/parseModel.js';
import type { Problem } from '../../../src/core/definition/problem.js';
import {
  comparisonSchema,
  folderSettingsSchema,
  modelSchema,
  writeSchema,
} from '../../../src/core/definition/schema.js';
import { layerTypes } from '../../../src/core/layers/index.js';
import { takesName } from '../../../src/core/layers/layer.js';
import { mutated } from '../../support/jsonMutation.js';
import { modelText } from '../../support/modelText.js';

// Keywords that only editors know must not pass unnoticed otherwise.
const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false });
for (const keyword of ['markdownEnumDescriptions', 'allowTrailingCommas']) ajv.addKeyword(keyword);
const model = ajv.compile(modelSchema());
const comparison = ajv.compile(comparisonSchema());
const folderSettings = ajv.compile(folderSettingsSchema());

const shipped = {
  models: ['ann', 'ann-relu', 'cnn', 'transfer'].map((name) => readFileSync(`data/${name}.model.jsonc`, 'utf8')),
  comparison: readFileSync('data/fashion-mnist.bakeoff.jsonc', 'utf8'),
};

const required: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  input: { shape: [28, 28, 1] },
  rescale: { scale: 0.5 },
  resize: { height: 14, width: 20 },
  reshape: { targetShape: [7, -1] },
  dense: { units: 3, kernelRegularizer: { l1: 0.1, l2: 0.2 } },
  conv2d: { filters: 3, kernelSize: [3, 3] },
  depthwiseConv2d: { kernelSize: 3 },
  separableConv2d: { filters: 3, kernelSize: 3 },
  activation: { activation: 'elu', alpha: 0.5 },
  backbone: { name: 'mobilenetV1', upTo: 'conv_pw_6_relu', trainable: { from: 'conv_pw_6' } },
  dropout: { rate: 0.5 },
  spatialDropout2d: { rate: 0.5 },
  randomTranslation: { heightFactor: 0.1, widthFactor: [-0.2, 0.1] },
  randomRotation: { factor: 0.05 },
  randomZoom: { heightFactor: [0, 0.2], widthFactor: 0.1 },
  randomContrast: { factor: [0.1, 0.3] },
};

/** Every layer type with all that it must have, and each option that has a default written out. */
const everything = {
  name: 'everything',
  input: [28, 28, 1],
  layers: layerTypes.map((type) => ({
    ...Object.fromEntries(
      Object.entries(type.options).flatMap(([key, { default: value }]) => (value === undefined ? [] : [[key, value]])),
    ),
    ...(type.arity === 'many' ? { from: ['input', 'rescale'] } : {}),
    ...required[type.type],
    ...(takesName(type) ? { name: `a_${type.type}` } : {}),
    type: type.type,
  })),
  training: {
    labelSmoothing: 0.1,
    optimizer: { type: 'rmsprop', clipnorm: 1, momentum: 0.5 },
    learningRateSchedule: { type: 'cosine', warmupEpochs: 1 },
    callbacks: ['bestCheckpoint', { type: 'earlyStopping', monitor: 'loss', baseline: 0.5, minDelta: 0.1 }],
  },
};

const read = (text: string): unknown => parse(text, [], { allowTrailingComma: true });

/** What a schema can say too; other problems are about how the parts of a file fit together. */
const structural = new Set([
  ...['unknown-key', 'missing-key', 'wrong-type', 'wrong-length', 'out-of-range', 'unknown-value'],
  ...[
    'unknown-layer-type',
    'no-layers',
    'bad-name',
    'duplicate-seed',
    'duplicate-model',
    'duplicate-class',
    'too-few-inputs',
    'too-many-inputs',
    'malformed-limit',
    'unknown-figure',
  ],
]);

describe('the schema files', () => {
  it.each([
    ['model', modelSchema()],
    ['bakeoff', comparisonSchema()],
    ['dataset', folderSettingsSchema()],
  ])('%s.schema.json is up to date: else run `npm run schema`', (name, schema) => {
    expect(readFileSync(`data/schemas/${name}.schema.json`, 'utf8')).toBe(writeSchema(schema));
  });
});

describe('the model schema', () => {
  it('takes the shipped definitions', () => {
    for (const text of shipped.models) expect([model(read(text)), model.errors]).toEqual([true, null]);
  });

  it('knows every layer and each of its options', () => {
    for (const type of layerTypes) {
      const definition = (modelSchema().definitions as Record<string, { properties: object }>)[type.type];
      expect(Object.keys(definition?.properties ?? {})).toEqual(
        expect.arrayContaining(['type', 'name', ...Object.keys(type.options)]),
      );
    }
  });

  it.each([
    ['a misspelt option', modelText('{ "type": "dense", "unit": 10 }')],
    ['a misspelt type', modelText('{ "type": "desne", "units": 10 }')],
    ['an option of another layer', modelText('{ "type": "flatten", "units": 10 }')],
    ['a missing option', modelText('{ "type": "conv2d", "filters": 3 }')],
    ['add without from', modelText('{ "type": "add" }')],
    ['a number out of range', modelText('{ "type": "dropout", "rate": 1 }')],
    ['no layers', '{ "name": "a", "layers": [] }'],
    ['an unknown optimizer', '{ "name": "a", "layers": [{ "type": "flatten" }], "training": { "optimizer": "x" } }'],
  ])('refuses %s', (_, text) => {
    expect(model(read(text))).toBe(false);
  });
});

describe('the comparison schema', () => {
  it('takes the shipped comparison, and refuses it as a model', () => {
    expect([comparison(read(shipped.comparison)), comparison.errors]).toEqual([true, null]);
    expect(model(read(shipped.comparison))).toBe(false);
  });

  it.each([
    '{ "name": "a" }',
    '{ "name": "a", "models": ["b", "b"] }',
    '{ "name": "a", "models": ["b"], "seeds": [] }',
    '{ "name": "a", "models": ["b"], "seeds": { "min": 3, "max": 10 } }',
  ])('refuses %s', (text) => {
    expect(comparison(read(text))).toBe(false);
  });
});

describe('parser and schema', () => {
  const agree = (
    validate: ValidateFunction,
    parseText: (text: string) => { readonly problems: readonly Problem[] },
  ) => {
    return (value: unknown) => {
      const { problems } = parseText(JSON.stringify(value));
      const refused = problems.filter((problem) => structural.has(problem.code));
      expect([!validate(value), value, validate.errors]).toEqual([refused.length > 0, value, validate.errors]);
    };
  };

  it('agree about every model that is one to four changes away from a shipped one', () => {
    const text = fc.constantFrom(...shipped.models).chain((original) => mutated(read(original)));
    fc.assert(fc.property(text, agree(model, parseModel)), { numRuns: 1500 });
  });

  it('agree about every layer and option, and what is one to four changes away', () => {
    expect([model(everything), model.errors]).toEqual([true, null]);
    expect(parseModel(JSON.stringify(everything)).problems.filter(({ code }) => structural.has(code))).toEqual([]);
    fc.assert(fc.property(mutated(everything), agree(model, parseModel)), { numRuns: 1500 });
  });

  it('agree about every comparison that is one to four changes away from the shipped one', () => {
    const planned = { ...(read(shipped.comparison) as object), seeds: { min: 3, max: 10, stopWhen: 'decided' } };
    const changed = fc.constantFrom<unknown>(read(shipped.comparison), planned).chain((value) => mutated(value));
    fc.assert(fc.property(changed, agree(comparison, parseComparison)), { numRuns: 1500 });
  });

  it("agree about every folder's settings that are one to four changes away from some", () => {
    const some = {
      $schema: 'x',
      name: 'Flowers',
      classes: ['rose', 'tulip'],
      size: [32, 48],
      channels: 3,
      transposed: true,
      firstLabel: 1,
      test: 0.25,
      seed: 7,
    };
    const settings = fc.constantFrom<object>(some, { ...some, size: 64, test: 'test.txt' }, {});
    const check = agree(folderSettings, parseFolderSettings);
    fc.assert(
      fc.property(
        settings.chain((value) => mutated(value)),
        check,
      ),
      { numRuns: 1500 },
    );
  });
});
