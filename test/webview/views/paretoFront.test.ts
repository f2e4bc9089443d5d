import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paretoFront } from '../../../webview/views/paretoFront.js';

describe('the front of choices', () => {
  it('is of those that none is both cheaper and better than, the cheapest first', () => {
    const choices = [
      { cost: 10, value: 0.9 },
      { cost: 1, value: 0.8 },
      { cost: 5, value: 0.7 },
      { cost: 20, value: 0.9 },
      { cost: 15, value: 0.95 },
    ];
    expect(paretoFront(choices)).toEqual([1, 0, 4]);
    expect(paretoFront([])).toEqual([]);
  });

  it('keeps those that are the same in both, and drops what is the same in one and behind in the other', () => {
    const alike = [
      { cost: 1, value: 1 },
      { cost: 1, value: 1 },
      { cost: 1, value: 0.5 },
      { cost: 2, value: 1 },
    ];
    expect(paretoFront(alike)).toEqual([0, 1]);
  });

  it('rises, and leaves out only what something on it beats', () => {
    const choice = fc.record({ cost: fc.integer({ min: 0, max: 9 }), value: fc.integer({ min: 0, max: 9 }) });
    fc.assert(
      fc.property(fc.array(choice), (choices) => {
        const front = paretoFront(choices).map((index) => choices[index] ?? { cost: Number.NaN, value: Number.NaN });
        front.slice(1).forEach((next, index) => {
          const before = front[index];
          expect(next.cost).toBeGreaterThanOrEqual(before?.cost ?? 0);
          expect(next.value).toBeGreaterThanOrEqual(before?.value ?? 0);
        });
        for (const one of choices)
          expect(front.some(({ cost, value }) => cost <= one.cost && value >= one.value)).toBe(true);
      }),
    );
  });
});
