import { describe, expect, it } from 'vitest';
import { backboneByName, backbones } from '../../../src/core/backbones/index.js';
import { readOptions } from '../../../src/core/definition/options.js';
import { layerTypeByName } from '../../../src/core/layers/index.js';
import { isLayerProblem, type LayerInference, type SampleShape } from '../../../src/core/layers/layer.js';
import fixture from '../../fixtures/kerasBackbones.json' with { type: 'json' };

type KerasLayer = readonly [name: string, outputShape: readonly number[], weights: readonly (readonly number[])[]];

/** Numbers of parameters without the classifier, as Keras Applications documents them; by name and width. */
const published: Readonly<Record<string, number>> = {
  'mobilenetV1 1': 3_228_864,
  'mobilenetV1 0.25': 218_544,
  'mobilenetV2 1': 2_257_984,
  'mobilenetV2 0.35': 410_208,
  'mobilenetV2 1.4': 4_363_712,
  'vgg16 1': 14_714_688,
};

/** What each layer of a network gives for images of the size, by its name. */
function inferred(name: string, alpha: number, inputSize: number): Map<string, LayerInference> {
  const shapes = new Map<string, LayerInference>();
  const image: SampleShape = [inputSize, inputSize, 3];
  for (const layer of backboneByName(name)?.layers({ alpha, inputSize }) ?? []) {
    const type = layerTypeByName(layer.type);
    const options = readOptions(type.options, layer.options, [], ({ message }) => expect.fail(message), []);
    const inputs = layer.from.length === 0 ? [image] : layer.from.map((from) => shapes.get(from)?.outputShape ?? []);
    const answer = type.infer(options ?? {}, inputs);
    if (isLayerProblem(answer)) throw new Error(`${layer.name}: ${answer.message}`);
    shapes.set(layer.name, answer);
  }
  return shapes;
}

it('has a case of every network', () => {
  expect(new Set(fixture.cases.map(({ name }) => name))).toEqual(new Set(backbones.map(({ name }) => name)));
});

describe.each(fixture.cases.map((entry) => [`${entry.name} ${entry.alpha}, ${entry.inputSize} px`, entry] as const))(
  '%s',
  (_, { name, alpha, inputSize, layers, parameterCount }) => {
    const ours = inferred(name, alpha, inputSize);

    it('has as many parameters as published', () => {
      const shapes = [...ours.values()].flatMap(({ weights }) => weights.map(({ shape }) => shape));
      const count = shapes.reduce((sum, shape) => sum + shape.reduce((product, size) => product * size, 1), 0);
      expect(count).toBe(published[`${name} ${alpha}`]);
      expect(count).toBe(parameterCount);
    });

    it("has the names, shapes and weights of Keras's layers", () => {
      const written = layers as unknown as readonly KerasLayer[];
      // Padding is mostly done by the convolution behind it.
      const keras = written.filter(([layer]) => !/_pad(_\d+)?$/.test(layer) || ours.has(layer));
      const described = [...ours].map(([layer, { outputShape, weights }]) => [
        layer,
        outputShape,
        weights.map(({ shape }) => shape),
      ]);
      expect(described).toEqual(keras);
    });
  },
);
