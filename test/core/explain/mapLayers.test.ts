import { describe, expect, it } from 'vitest';
import { mapLayers, penultimateLayer, usualMapLayer } from '../../../src/core/explain/mapLayers.js';
import { prefixUpTo } from '../../../src/core/explain/prefixUpTo.js';
import { loadModel } from '../../support/loadModel.js';

const planOf = (path: string) => loadModel(path).plan;

describe('layers that have a map', () => {
  it('are convolutions and what follows them with rows and columns', () => {
    const layers = mapLayers(planOf('data/cnn.model.jsonc'));
    expect(layers.length).toBeGreaterThan(0);
    expect(layers[0]).toMatchObject({ isConvolution: true, height: 28, width: 28 });
    for (const { height, width } of layers) expect(height * width).toBeGreaterThan(1);
    expect(layers.some(({ type }) => ['input', 'flatten', 'dense'].includes(type))).toBe(false);
  });

  it('are none in a network without convolutions', () => {
    const layers = mapLayers(planOf('data/ann.model.jsonc'));
    expect(layers).toEqual([]);
    expect(usualMapLayer(layers)).toBeUndefined();
  });

  it('are parts of a backbone too, and the last that belongs to the last convolution is the usual one', () => {
    const layers = mapLayers(planOf('test/fixtures/models/backbone.model.jsonc'));
    expect(layers.filter(({ name }) => name.includes(' › ')).length).toBeGreaterThan(10);
    const usual = usualMapLayer(layers);
    const last = layers.findLast(({ isConvolution }) => isConvolution);
    expect(usual?.type).toBe('activation');
    expect([usual?.height, usual?.width]).toEqual([last?.height, last?.width]);
  });

  it('end at what has another size', () => {
    const layer = (name: string, type: string, height = 4, isConvolution = false) => ({
      name,
      type,
      height,
      width: 4,
      isConvolution,
    });
    const convolution = layer('c', 'conv2d', 4, true);
    expect(usualMapLayer([convolution, layer('p', 'maxPooling2d', 2), layer('a', 'activation', 2)])).toBe(convolution);
    const sum = layer('s', 'add');
    expect(usualMapLayer([convolution, layer('n', 'batchNormalization'), sum, layer('p', 'maxPooling2d', 2)])).toBe(
      sum,
    );
  });
});

describe('the layer before the classes', () => {
  it('is what the last layer with weights reads', () => {
    const plan = planOf('data/cnn.model.jsonc');
    const output = plan.layers.at(-1)?.definition;
    const layer = penultimateLayer(plan);
    expect(output?.from).toEqual([layer]);
    const prefix = prefixUpTo(plan, layer ?? '');
    expect(prefix.layers.map(({ definition }) => definition.name)).toEqual(
      plan.layers.slice(0, -1).map(({ definition }) => definition.name),
    );
    expect(() => prefixUpTo(plan, 'none')).toThrow('no layer "none"');
  });

  it('leaves out what it does not depend on', () => {
    const plan = planOf('test/fixtures/models/residual-cnn.model.jsonc');
    const [first, second] = plan.layers.filter(({ definition }) => definition.type.type === 'conv2d');
    const names = prefixUpTo(plan, first?.definition.name ?? '').layers.map(({ definition }) => definition.name);
    expect(names.at(-1)).toBe(first?.definition.name);
    expect(names).not.toContain(second?.definition.name);
  });
});
