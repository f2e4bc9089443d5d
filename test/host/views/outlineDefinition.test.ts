import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layerTypes } from '../../../src/core/layers/index.js';
import { defaultTarget } from '../../../src/host/language/defaultTarget.js';
import { layerIcon } from '../../../src/host/views/layerIcon.js';
import { outlineLayers, outlineMembers } from '../../../src/host/views/outlineDefinition.js';

const shipped = (name: string) => readFileSync(path.resolve('data', name), 'utf8');

describe('the outline of a definition', () => {
  it('lists the layers with shape and cost, and where they stand', () => {
    const text = shipped('cnn.model.jsonc');
    const layers = outlineLayers(text, defaultTarget);
    expect(layers.map(({ name, facts }) => `${name} ${facts}`).slice(0, 4)).toEqual([
      'rescale 28×28×1',
      'conv2d 28×28×32 · 320 parameters · 0.2 M MACs',
      'batchNormalization 28×28×32 · 128 parameters',
      'maxPooling2d 14×14×32',
    ]);
    const lines = text.split('\n');
    for (const { type, line } of layers) expect(lines[line]).toContain(`"type": "${type}"`);
  });

  it('marks the layers that are wrong, and goes on', () => {
    const text =
      '{ "name": "a", "layers": [{ "type": "flatten" }, { "type": "dense", "unitz": 3 }, { "type": "nope" }] }';
    expect(outlineLayers(text, defaultTarget)).toMatchObject([
      { name: 'flatten', isWrong: false },
      { name: 'dense', type: 'dense', isWrong: true },
      { isWrong: true },
    ]);
  });

  it('gives each layer a key of its own, whatever their names', () => {
    const layer = fc.record({ type: fc.constantFrom('dense', 'nope', ''), name: fc.constantFrom('a', 'b', 'a#1') });
    fc.assert(
      fc.property(fc.array(layer), (layers) => {
        const keys = outlineLayers(JSON.stringify({ name: 'a', layers }), defaultTarget).map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });

  it('lists the models of a comparison, each once', () => {
    expect(outlineMembers(shipped('fashion-mnist.bakeoff.jsonc')).map((member) => member.path)).toEqual([
      'ann.model.jsonc',
      'ann-relu.model.jsonc',
      'cnn.model.jsonc',
      'transfer.model.jsonc',
    ]);
    expect(outlineMembers('{ "models": ["a", "b", "a"')).toHaveLength(2);
    expect(outlineMembers('nothing')).toEqual([]);
  });

  it('has an icon for every layer', () => {
    for (const { type } of layerTypes) expect(layerIcon(type), type).not.toBe('symbol-misc');
  });
});
