import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  firstWrongLayer,
  type LayerVotes,
  layerChanges,
  NO_VOTE,
  NOT_ASKED,
  votesOn,
} from '../../../src/core/evidence/layerEvidence.js';
import { mostConfusedPair } from '../../../src/core/evidence/probeLayers.js';

const votesOf = (rows: readonly (readonly number[])[]): LayerVotes => ({
  layers: rows.map((_, index) => `layer${index}`),
  count: rows[0]?.length ?? 0,
  votes: Uint16Array.from(rows.flat()),
});

describe('where an image went wrong', () => {
  const wrongFrom = (votes: readonly number[]) =>
    firstWrongLayer(votesOn(votesOf(votes.map((vote) => [vote])), 0, 1))?.layer;

  it('is the first layer from which on all are wrong', () => {
    expect(wrongFrom([0, 1, 1, 2, 2])).toBe('layer3');
    expect(wrongFrom([0, 1, 2, 1, 3])).toBe('layer4');
    expect(wrongFrom([1, 1, 1, 1, 0])).toBe('layer4');
    expect(wrongFrom([0, 0, 2])).toBe('layer0');
  });

  it('is nowhere for an image that the output has right', () => {
    expect(wrongFrom([0, 0, 1])).toBeUndefined();
  });

  it('passes over layers that do not vote', () => {
    expect(wrongFrom([1, NO_VOTE, NO_VOTE, 2])).toBe('layer3');
    expect(votesOn(votesOf([[NO_VOTE], [3]]), 0, 3)).toEqual([]);
    expect(votesOn(votesOf([[NOT_ASKED], [NOT_ASKED]]), 0, 3)).toEqual([]);
    expect(votesOn(votesOf([[1], [1]]), 7, 1)).toEqual([]);
  });

  it('has nothing right after it, and what is before it is right', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 2, maxLength: 12 }), (votes) => {
        const found = wrongFrom(votes);
        if (found === undefined) return void expect(votes.at(-1)).toBe(1);
        const index = Number(found.slice('layer'.length));
        expect(votes.slice(index)).not.toContain(1);
        if (index > 0) expect(votes[index - 1]).toBe(1);
      }),
    );
  });
});

describe('what a layer loses and gains', () => {
  const votes = votesOf([
    [0, 1, 0, NOT_ASKED, 1],
    [0, 0, 1, 1, NO_VOTE],
  ]);
  const labels = [0, 1, 1, 1, 1];

  it('is what it has wrong and the one before right, and the other way round', () => {
    expect(layerChanges(votes, { name: 'layer1', after: 'layer0' }, labels)).toEqual({ lost: [1, 4], gained: [2] });
  });

  it('is nothing for the first layer and for one that is unknown', () => {
    expect(layerChanges(votes, { name: 'layer0', after: null }, labels)).toEqual({ lost: [], gained: [] });
    expect(layerChanges(votes, { name: 'other', after: 'layer0' }, labels)).toEqual({ lost: [], gained: [] });
  });
});

describe('the most confused pair', () => {
  it('counts both ways', () => {
    const confusion = [
      [9, 3, 2],
      [0, 9, 2],
      [2, 2, 9],
    ];
    expect(mostConfusedPair(confusion)).toEqual([0, 2]);
    expect(
      mostConfusedPair([
        [1, 0],
        [0, 1],
      ]),
    ).toBeUndefined();
    expect(mostConfusedPair([])).toBeUndefined();
  });
});
