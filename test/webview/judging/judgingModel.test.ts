import { describe, expect, it } from 'vitest';
import type { DataCheck } from '../../../src/protocol/dataChecks.js';
import { act, actionOfKey, beginJudging, foundSentences, judgingPage } from '../../../webview/judging/judgingModel.js';

const check: DataCheck = {
  checksum: 'abc',
  classNames: ['Coat', 'Bag\u001b[2J', 'Shirt'],
  questions: [
    { split: 'test', image: 5, finding: 'label', given: 0, suggested: 2, probability: 0.91, like: [] },
    { split: 'train', image: 7, finding: 'label', given: 1, suggested: 0, probability: 0.8, like: [] },
    {
      split: 'test',
      image: 1200,
      finding: 'near-duplicate',
      given: 2,
      like: [{ split: 'train', image: 3, label: 1, similarity: 0.9951 }],
    },
  ],
  isCut: false,
  repeated: null,
  suspected: null,
  judgedBy: 'cnn, 5 folds, seed 0',
  judged: [{ split: 'test', image: 5, verdict: 'keep', by: 'ada', time: 1 }],
};

describe('judging', () => {
  it('begins with what nobody has judged, and tells it in words', () => {
    const page = judgingPage(beginJudging(check));
    expect(page).toMatchObject({
      progress: '2 of 3, 1 judged',
      title: 'Training image 7: is the label wrong?',
      given: 'Labelled Bag\\u001b[2J',
      suggestion: 'Rather Coat, 80.0 %, says cnn, 5 folds, seed 0',
      word: '',
      canUndo: false,
      isFirst: false,
      isLast: false,
    });
    const last = judgingPage({ ...beginJudging(check), at: 2 });
    expect(last?.like.map(({ text }) => text)).toEqual(['train 3, Bag\\u001b[2J, 0.9951']);
    expect([last?.title, last?.suggestion, last?.isLast]).toEqual(['Test image 1,200: is nearly another', '', true]);
  });

  it('says who has judged an image, when, and what model asked', () => {
    const judged = [
      {
        split: 'test',
        image: 5,
        verdict: 'relabel',
        label: 1,
        by: 'ada\u001b[2J',
        time: 60_000,
        model: 'cnn, 5 folds',
      },
    ] as const;
    const page = judgingPage({ ...beginJudging({ ...check, judged }), at: 0 });
    expect(page?.word).toBe('Judged: Bag\\u001b[2J, by ada\\u001b[2J, 1970-01-01 00:01 UTC, asked by cnn, 5 folds');
  });

  it('says what was looked for, and what nobody has looked for', () => {
    expect(foundSentences(check).every((sentence) => sentence.startsWith('Nobody has '))).toBe(true);
    const repeated = { leaks: 10, repeated: 1, nearLeaks: 1, nearRepeated: 1200 };
    expect(foundSentences({ repeated, suspected: { train: 1, test: 0, accuracy: 0.9 } })).toEqual([
      'There twice: 10 leaks between training and test images and 1 repeated image; nearly: 1 leak and 1,200 pairs.',
      'Probably wrong: 1 training label and 0 test labels.',
    ]);
  });

  it('knows its keys: k, a, u, arrows, and digits for classes that are there', () => {
    expect(actionOfKey('k', 10)).toEqual({ kind: 'say', verdict: 'keep' });
    expect(actionOfKey('a', 10)).toEqual({ kind: 'say', verdict: 'ambiguous' });
    expect(actionOfKey('u', 10)).toEqual({ kind: 'undo' });
    expect(actionOfKey('ArrowLeft', 10)).toEqual({ kind: 'move', by: -1 });
    expect(actionOfKey('1', 10)).toEqual({ kind: 'say', verdict: 'relabel', label: 0 });
    expect(actionOfKey('0', 10)).toEqual({ kind: 'say', verdict: 'relabel', label: 9 });
    expect(actionOfKey('4', 3)).toBeUndefined();
    expect(actionOfKey('Enter', 3)).toBeUndefined();
  });

  it('goes on with each answer, and gives the word that is to be kept', () => {
    const first = act(beginJudging(check), { kind: 'say', verdict: 'relabel', label: 2 });
    expect(first.word).toEqual({
      split: 'train',
      image: 7,
      finding: 'label',
      model: 'cnn, 5 folds, seed 0',
      verdict: 'relabel',
      label: 2,
    });
    expect(first.next.at).toBe(2);
    const second = act(first.next, { kind: 'say', verdict: 'ambiguous' });
    // Of a pair no model has spoken; and there is nothing behind the last.
    expect(second.word).toEqual({ split: 'test', image: 1200, finding: 'near-duplicate', verdict: 'ambiguous' });
    expect(second.next.at).toBe(2);
    expect(judgingPage(second.next)).toMatchObject({
      progress: '3 of 3, 3 judged',
      word: 'Judged: ambiguous',
      canUndo: true,
    });
    const back = act(second.next, { kind: 'undo' });
    expect(back.word).toMatchObject({ split: 'test', image: 1200, verdict: 'undo' });
    const further = act(back.next, { kind: 'undo' });
    expect(further.word).toMatchObject({ split: 'train', image: 7, verdict: 'undo' });
    expect(further.next).toEqual(beginJudging(check));
    expect(act(further.next, { kind: 'undo' })).toEqual({ next: further.next });
  });

  it('takes the label that an image has for keeping it', () => {
    expect(act(beginJudging(check), { kind: 'say', verdict: 'relabel', label: 1 }).word).toMatchObject({
      verdict: 'keep',
    });
  });

  it('moves without a word, and not beyond the ends', () => {
    const start = beginJudging(check);
    const moved = act(act(start, { kind: 'move', by: -1 }).next, { kind: 'move', by: -1 });
    expect(moved).toEqual({ next: { ...start, at: 0 } });
    expect(act({ ...start, at: 2 }, { kind: 'move', by: 1 }).next.at).toBe(2);
    expect(judgingPage(moved.next)?.word).toBe('Judged: the label is kept, by ada, 1970-01-01 00:00 UTC');
  });

  it('has nothing to show where nothing is in doubt', () => {
    const empty = beginJudging({ ...check, questions: [] });
    expect(judgingPage(empty)).toBeUndefined();
    expect(act(empty, { kind: 'say', verdict: 'keep' })).toEqual({ next: empty });
  });
});
