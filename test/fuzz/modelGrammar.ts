import fc from 'fast-check';
import { propertiesSchema, readOptions, requiredKeys } from '../../src/core/definition/options.js';
import { recipeOptions } from '../../src/core/definition/recipe.js';
import { backbone } from '../../src/core/layers/backbone.js';
import { layerTypes } from '../../src/core/layers/index.js';
import { isLayerProblem, type LayerType, type SampleShape } from '../../src/core/layers/layer.js';
import { hostile, objectsOf } from './schemaValues.js';

/** A layer as a definition writes it. */
type Written = Readonly<Record<string, unknown>>;

/** A layer with what it reads told by numbers: how many layers back. */
interface Proposal {
  readonly type: LayerType;
  readonly options: Written;
  readonly back: readonly number[];
  readonly name: string | undefined;
}

const names = fc.constantFrom('a', 'b', 'constructor', 'toString', 'valueOf', 'hasOwnProperty', 'prototype', 'A.b-c_1');

const proposal: fc.Arbitrary<Proposal> = fc
  .constantFrom(...layerTypes.filter((type) => type.arity !== 'none'))
  .chain((type) =>
    fc.record({
      type: fc.constant(type),
      options: objectsOf({ properties: propertiesSchema(type.options), required: requiredKeys(type.options) }),
      back: fc.array(fc.nat(3), { minLength: 2, maxLength: 3 }),
      name: fc.option(names, { nil: undefined, freq: 6 }),
    }),
  );

const proposals = fc.array(proposal, { maxLength: 8 });
const training = objectsOf({ properties: propertiesSchema(recipeOptions), required: [] });

/** Definitions by the grammar, with hostile values here and there; hardly any is without a mistake. */
export const grammarModels: fc.Arbitrary<Written> = fc
  .record({ layers: proposals, training, spoil: fc.array(fc.tuple(fc.nat(40), fc.nat(8), hostile), { maxLength: 3 }) })
  .map(({ layers, training: recipe, spoil }) => {
    const written = layers.map(
      ({ type, options, back, name }): Record<string, unknown> => ({
        type: type.type,
        ...options,
        ...(name === undefined ? {} : { name }),
        ...(type.arity === 'many' ? { from: back.map((step) => names0[step] ?? 'a') } : {}),
      }),
    );
    const model: Record<string, unknown> = { name: 'fuzzed', training: recipe, layers: [...written, output(10)] };
    for (const [place, key, value] of spoil) {
      const body = place < written.length ? written[place] : place % 2 === 0 ? model : recipe;
      const keys = Object.keys(body ?? {});
      // As a key of its own, which JSON.stringify writes and an assignment would not make.
      if (body !== undefined)
        Object.defineProperty(
          body,
          keys[key] ?? ['__proto__', 'constructor', 'from', 'shape', 'input'][key % 5] ?? 'x',
          {
            value,
            enumerable: true,
            configurable: true,
            writable: true,
          },
        );
    }
    return model;
  });

const names0 = ['input', 'a', 'b', 'constructor'];

/** A model that plans, for images of this shape and three classes. */
export interface SoundModel {
  readonly inputShape: readonly [number, number, number];
  readonly definition: Written;
}

const MAXIMUM_OUTPUTS = 5_000;
const MAXIMUM_WEIGHTS = 50_000;
const CLASSES = 3;

/**
 * Small models without a mistake: of the proposed layers those stay that their inputs allow, and an output layer is put at
 * the end.
 */
export const soundModels: fc.Arbitrary<SoundModel> = fc
  .record({
    inputShape: fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }), fc.constantFrom(1, 3)),
    layers: proposals,
    training,
  })
  .map(({ inputShape, layers, training: recipe }) => {
    const built: { name: string; shape: SampleShape; written: Written }[] = [
      { name: 'image', shape: inputShape, written: { type: 'input', name: 'image' } },
    ];
    for (const { type, options, back, name } of layers) {
      const own = name === undefined || built.some((layer) => layer.name === name) ? `layer${built.length}` : name;
      const read = readOptions(type.options, options, [], () => undefined, []);
      const last = built.at(-1) as (typeof built)[number];
      const sources = type.arity === 'many' ? back.map((step) => built.at(-1 - (step % built.length)) ?? last) : [last];
      // A whole network is too slow for thousands of models.
      if (read === undefined || endsInSoftmax(type, options) || type === backbone) continue;
      const answer = type.infer(
        read,
        sources.map(({ shape }) => shape),
      );
      if (isLayerProblem(answer) || sizeOf(answer.outputShape) > MAXIMUM_OUTPUTS) continue;
      if (answer.weights.reduce((sum, weight) => sum + sizeOf(weight.shape), 0) > MAXIMUM_WEIGHTS) continue;
      const from = type.arity === 'many' ? { from: sources.map((source) => source.name) } : {};
      built.push({
        name: own,
        shape: answer.outputShape,
        written: { type: type.type, ...options, name: own, ...from },
      });
    }
    const written = built.map((layer) => layer.written);
    const flat = built.at(-1)?.shape.length === 1 ? [] : [{ type: 'flatten' }];
    return {
      inputShape,
      definition: { name: 'sound', training: recipe, layers: [...written, ...flat, output(CLASSES)] },
    };
  });

function output(units: number): Written {
  return { type: 'dense', units, activation: 'softmax' };
}

/** A second softmax near the end is a mistake; within a model it is none, but there are enough other functions. */
function endsInSoftmax(type: LayerType, options: Written): boolean {
  return 'activation' in type.options && options.activation === 'softmax';
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
