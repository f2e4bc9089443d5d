import { describe, expect, it } from 'vitest';
import { parseEvidence } from '../../../src/core/evidence/parseEvidence.js';
import { madeEvidence } from '../../support/madeEvidence.js';

const evidence = madeEvidence();
const first = evidence.layers[0];

describe('stored evidence', () => {
  it('comes back as it was written', () => {
    expect(parseEvidence(JSON.parse(JSON.stringify(evidence)))).toEqual({ evidence });
    const skipped = { version: 1, skipped: 'The training was short.' };
    expect(parseEvidence(skipped)).toEqual({ evidence: skipped });
  });

  it.each([
    ['nothing', undefined, /expected an object/],
    ['a list', [], /expected an object/],
    ['another version', { ...evidence, version: 2 }, /version/],
    ['a share above 1', { ...evidence, layers: [{ ...first, accuracy: 1.5 }] }, /layers\[0\]\.accuracy/],
    ['a share that is text', { ...evidence, layers: [{ ...first, pairAccuracy: '1' }] }, /pairAccuracy/],
    ['half a unit', { ...evidence, layers: [{ ...first, units: 0.5 }] }, /units/],
    ['a name that is too long', { ...evidence, layers: [{ ...first, name: 'x'.repeat(1001) }] }, /name/],
    ['a pair of three', { ...evidence, pair: [1, 2, 3] }, /pair/],
    ['too many layers', { ...evidence, layers: Array(3000).fill(first) }, /at most/],
    ['a reason that is no text', { version: 1, skipped: {} }, /skipped/],
    ['something nested deep', { skipped: [[[[[[[[]]]]]]]] }, /deep/],
  ])('is refused with %s', (_, value, expected) => {
    const parsed = parseEvidence(value);
    expect('problem' in parsed ? parsed.problem : 'read').toMatch(expected);
  });
});
