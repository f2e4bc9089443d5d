import { describe, expect, it } from 'vitest';
import { changeLenses } from '../../../src/core/difference/changeLenses.js';
import { attributionRecord } from '../../support/attributionRecord.js';
import { modelText } from '../../support/modelText.js';

const flatten = '{ "type": "flatten" }';
const output = '{ "type": "dense", "units": 10 }';
const first = modelText(flatten, '{ "type": "dense", "units": 128 }', '{ "type": "batchNormalization" }', output);
const second = modelText(
  flatten,
  '{ "type": "dense", "units": 256, "activation": "relu" }',
  '{ "type": "dropout", "rate": 0.5 }',
  output,
);

const lensesOf = (side: 'first' | 'second', record = undefined as Parameters<typeof changeLenses>[3]) =>
  changeLenses(first, second, side, record).map(({ offset, measured }) => {
    const text = side === 'first' ? first : second;
    return [text.slice(0, offset).split('\n').length, measured];
  });

describe('changeLenses', () => {
  it('stand at the lines of the changes, once a line; what is removed in the first, all else in the second', () => {
    expect(lensesOf('first')).toEqual([[6, undefined]]);
    expect(lensesOf('second')).toEqual([
      [5, undefined],
      [6, undefined],
    ]);
  });

  it('say what a change is worth, at its own line', () => {
    const record = attributionRecord();
    const [units, dropout] = record.groups;
    if (units === undefined || dropout === undefined) throw new Error('The record has two groups.');
    const at = (group: typeof units, secondLine: number) => ({
      ...group,
      changes: group.changes.map((change) => ({ ...change, secondLine })),
    });
    const groups = [at(units, 5), at(dropout, 6)];
    expect(lensesOf('second', { ...record, groups })).toEqual([
      [5, 'dense: units 128 → 256: +1.50 points ± 0.40'],
      [5, undefined],
      [6, 'dropout added: +0.20 points ± 0.40'],
    ]);
    const inseparable = { ...record, groups, result: { ...record.result, isInseparable: true } };
    expect(lensesOf('second', inseparable)[0]?.[1]).toContain('(cannot be told apart)');
  });

  it('are none where a definition has errors', () => {
    expect(changeLenses(first, '{', 'second', undefined)).toEqual([]);
  });
});
