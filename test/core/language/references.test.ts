import { describe, expect, it } from 'vitest';
import type { TextRange } from '../../../src/core/definition/problem.js';
import { analyseModel } from '../../../src/core/language/analyseModel.js';
import { definitionAt, layerSymbolAt, referencesAt } from '../../../src/core/language/references.js';
import { marked } from '../../support/cursorMark.js';
import { fashionTarget } from '../../support/modelText.js';

const layers = (...entries: readonly string[]) => `{ "name": "t", "layers": [${entries.join(', ')}] }`;

function at(source: string) {
  const { text, offset } = marked(source);
  const analysis = analyseModel(text, fashionTarget);
  const piece = ({ start, end }: TextRange) => `${start}:${text.slice(start, end)}`;
  const link = definitionAt(analysis, offset);
  return {
    symbol: layerSymbolAt(analysis, offset),
    link:
      link &&
      [piece(link.origin), piece(link.target), piece(link.targetEntry)].map((shown) => shown.replace(/^\d+:/, '')),
    references: referencesAt(analysis, offset, false).map(piece),
    all: referencesAt(analysis, offset, true).map(piece),
  };
}

describe('go to definition', () => {
  it.each([
    [
      'a name',
      layers('{ "type": "flatten", "name": "a" }', '{ "type": "add", "from": ["|a", "a"] }'),
      ['a', 'a', '{ "type": "flatten", "name": "a" }'],
    ],
    [
      'a name without a list',
      layers('{ "type": "flatten", "name": "a" }', '{ "type": "flatten", "from": "a|" }'),
      ['a', 'a', '{ "type": "flatten", "name": "a" }'],
    ],
    [
      'a name made from the type',
      layers('{ "type": "flatten" }', '{ "type": "flatten", "from": "fl|atten" }'),
      ['flatten', '"flatten"', '{ "type": "flatten" }'],
    ],
    ['the images', layers('{ "type": "flatten", "from": "in|put" }'), ['input', '"layers"', '"layers"']],
    [
      'a layer that comes later',
      layers('{ "type": "flatten", "from": "|b" }', '{ "type": "flatten", "name": "b" }'),
      ['b', 'b', '{ "type": "flatten", "name": "b" }'],
    ],
    [
      'a layer in broken text',
      `${layers('{ "type": "flatten", "name": "a" }', '{ "type": "flatten", "from": "|a" }')}}`,
      ['a', 'a', '{ "type": "flatten", "name": "a" }'],
    ],
  ])('leads to %s', (_, source, expected) => {
    expect(at(source).link).toEqual(expected);
  });

  it.each([
    ['an unknown name', layers('{ "type": "flatten", "from": "|nothing" }')],
    ['a type', layers('{ "type": "|flatten" }')],
    ['anything else', layers('{ "type": "dense", "units": |3 }')],
    ['outside the layers', '{ "name": "|t", "layers": [] }'],
  ])('leads nowhere from %s', (_, source) => {
    expect(at(source).link).toBeUndefined();
  });
});

describe('references', () => {
  const text = (mark: string) =>
    layers(
      '{ "type": "flatten", "name": "a" }',
      '{ "type": "add", "from": ["a", "a"] }',
      '{ "type": "flatten", "from": "a" }',
    ).replace(mark, `${mark.slice(0, 1)}|${mark.slice(1)}`);

  it.each(['"a" }', '"a", "a"]'])('are found from any place that means the layer: %s', (mark) => {
    expect(at(text(mark)).references.map((piece) => piece.replace(/^\d+:/, ''))).toEqual(['a', 'a', 'a']);
    expect(at(text(mark)).all).toHaveLength(4);
    expect(new Set(at(text(mark)).all).size).toBe(4);
  });

  it('are found from the type of a layer without a name', () => {
    const source = layers('{ "type": "fl|atten" }', '{ "type": "dense", "units": 3, "from": "flatten" }');
    expect(at(source).symbol?.role).toBe('type');
    expect(at(source).references).toHaveLength(1);
    expect(at(source).all.map((piece) => piece.replace(/^\d+:/, ''))).toEqual(['"flatten"', 'flatten']);
  });

  it('belong to the first of two layers with one name', () => {
    const source = (first: string, second: string) =>
      layers(
        `{ "type": "flatten", "name": "${first}" }`,
        `{ "type": "flatten", "name": "${second}" }`,
        '{ "type": "flatten", "from": "a" }',
      );
    expect(at(source('|a', 'a')).references).toHaveLength(1);
    expect(at(source('a', '|a')).references).toHaveLength(0);
  });
});
