import { describe, expect, it } from 'vitest';
import { compareDefinitionPaths, definitionKindOf, nameOfFile } from '../../../src/host/definitions/definitionKind.js';

describe('the kind of a definition file', () => {
  it.each([
    ['/w/cnn.model.jsonc', 'model'],
    ['cnn.MODEL.json', 'model'],
    ['C:\\w\\all.bakeoff.jsonc', 'comparison'],
    ['all.bakeoff.json', undefined],
    ['model.jsonc', undefined],
    ['cnn.model.jsonc.orig', undefined],
    ['package.json', undefined],
  ])('%s: %s', (path, kind) => {
    expect(definitionKindOf(path)).toBe(kind);
  });

  it.each([
    ['/w/cnn.model.jsonc', 'cnn'],
    ['C:\\w\\all.bakeoff.jsonc', 'all'],
    ['a.b.model.json', 'a.b'],
    ['.model.jsonc', '.model.jsonc'],
    ['other.txt', 'other.txt'],
  ])('the name in %s is %s', (path, name) => {
    expect(nameOfFile(path)).toBe(name);
  });

  it('a list goes folder by folder, and what continues a name comes after it', () => {
    const paths = ['/b/ann.model.jsonc', '/a/cnn-small.model.jsonc', '/a/cnn.model.jsonc', '/a/cnn.bakeoff.jsonc'];
    expect(paths.toSorted(compareDefinitionPaths)).toEqual([
      '/a/cnn.bakeoff.jsonc',
      '/a/cnn.model.jsonc',
      '/a/cnn-small.model.jsonc',
      '/b/ann.model.jsonc',
    ]);
    expect(compareDefinitionPaths('/a/cnn.model.jsonc', '/a/cnn.model.jsonc')).toBe(0);
  });
});
