import { describe, expect, it } from 'vitest';
import { assignLetters } from '../../../src/core/run/runLetters.js';

describe('letters of runs', () => {
  it('go from A on, and are kept', () => {
    const first = assignLetters(new Map(), ['x', 'y', 'z']);
    expect([...first.values()]).toEqual(['A', 'B', 'C']);
    const second = assignLetters(first, ['new', 'z', 'x']);
    expect(Object.fromEntries(second)).toEqual({ new: 'B', z: 'C', x: 'A' });
  });

  it('go on after Z, all different', () => {
    const letters = [
      ...assignLetters(
        new Map(),
        Array.from({ length: 100 }, (_, index) => String(index)),
      ).values(),
    ];
    expect(letters.slice(24, 29)).toEqual(['Y', 'Z', 'AA', 'AB', 'AC']);
    expect(new Set(letters).size).toBe(100);
  });
});
