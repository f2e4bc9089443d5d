import { describe, expect, it } from 'vitest';
import { placeInRing } from '../../../webview/components/ringKeys.js';

const upAndDown = { back: 'ArrowUp', on: 'ArrowDown' };

describe('keys in a ring', () => {
  it.each([
    ['ArrowDown', 0, 1],
    ['ArrowDown', 3, 0],
    ['ArrowUp', 1, 0],
    ['ArrowUp', 0, 3],
    ['Home', 2, 0],
    ['End', 0, 3],
  ])('%s leads from %i to %i', (key, from, to) => {
    expect(placeInRing(key, upAndDown, from, 4)).toBe(to);
  });

  it('are those alone that are named', () => {
    for (const key of ['ArrowLeft', 'ArrowRight', 'Enter', 'a'])
      expect(placeInRing(key, upAndDown, 1, 4)).toBeUndefined();
  });
});
