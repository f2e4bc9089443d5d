import { describe, expect, it } from 'vitest';
import { traceImage } from '../../../src/core/evidence/imageTrace.js';
import { NO_VOTE, NOT_ASKED } from '../../../src/core/evidence/layerEvidence.js';
import { madeEvidence, madeVotes } from '../../support/madeEvidence.js';

const rows = [
  [0, 1, 0, 1, NOT_ASKED],
  [0, NO_VOTE, 0, 0, NOT_ASKED],
  [1, 2, 1, 0, NOT_ASKED],
];
const labels = [0, 1, 2, 0, 1];
const layers = [
  { name: 'conv1', line: 7 },
  { name: 'output', line: 12 },
];
const at = (image: number) =>
  traceImage(madeVotes(madeEvidence(['conv1', 'co\u001bnv2', 'output']), rows), image, labels[image] ?? 0, layers);

describe('an image that is followed through the layers', () => {
  it('has the line of the layer where it went wrong', () => {
    expect(at(0).wrongFrom).toEqual({ layer: 'output', vote: 1, isRight: false, line: 12, isWrongFrom: true });
    expect(at(0).votes.map(({ line }) => line)).toEqual([7, undefined, 12]);
    expect(at(2).wrongFrom?.line).toBe(7);
  });

  it('is told in one printable sentence', () => {
    expect(at(0).sentence).toMatch(/^It went wrong at output: co.+nv2 before it has it right/);
    expect(at(0).sentence).not.toContain('\u001b');
    expect(at(1).sentence).toBe('It went wrong at output: conv1 before it has it right, from there on no layer has.');
    expect(at(2).sentence).toBe('No layer has it right, from conv1, the first, on.');
    expect(at(3)).toMatchObject({
      sentence: expect.stringMatching(/^It went right: from co.+nv2 on every layer has it.$/),
      wrongFrom: undefined,
    });
    expect(at(4)).toMatchObject({ sentence: expect.stringContaining('not asked'), votes: [], wrongFrom: undefined });
  });
});
