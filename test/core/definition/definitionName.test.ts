import { describe, expect, it } from 'vitest';
import { definitionName } from '../../../src/core/definition/definitionName.js';

describe('the name of a definition', () => {
  it.each([
    ['{ "name": "cnn", "layers": [] }', 'cnn'],
    ['// first\n{ "name": "half", "layers": [', 'half'],
    ['{ "layers": [{ "name": "inner" }] }', undefined],
    ['{ "name": " " }', undefined],
    ['{ "name": 3 }', undefined],
    ['[]', undefined],
    ['', undefined],
  ])('in %s is %s', (text, name) => {
    expect(definitionName(text)).toBe(name);
  });
});
