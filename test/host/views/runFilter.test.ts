import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FilterContext, parseRunFilter } from '../../../src/host/views/runFilter.js';
import { listedRun } from '../../support/listedRun.js';

const NOW = Date.UTC(2031, 3, 7, 6, 7, 8);
const context: FilterContext = { now: NOW, isStale: () => false, isCompared: () => false };

const cnn = listedRun(
  { runId: '20310405-060708-cnn-s3-0001', modelName: 'cnn', seed: 3 },
  { testAccuracy: 0.928, macroF1: 0.927, label: 'Big One', durationMs: 61_000 },
);
const failed = listedRun({ runId: '20310405-060709-ann-s0-0002', modelName: 'ann', ending: 'failed', isSample: true });
const matches = (text: string, run = cnn, given: Partial<FilterContext> = {}) =>
  parseRunFilter(text).matches(run, { ...context, ...given });

describe('a filter of runs', () => {
  it.each([
    '',
    '  ',
    'CNN',
    'big',
    '"big one"',
    'fashion cnn completed',
    'tensorflow',
    'status:completed',
    'status:comp',
    'STATUS=completed',
    'name:cnn',
    'label:"big one"',
    'dataset:fashion-mnist',
    'engine:tensor',
    'id:20310405',
    'accuracy>0.9',
    'accuracy>=0.928',
    'accuracy>90%',
    'accuracy>90',
    'accuracy=0.928',
    'f1<0.93',
    'parameters>100k',
    'parameters<1M',
    'epochs:2',
    'seed=3',
    'time>60',
    'time>1min',
    'time<1h',
    'age>1d',
    'age<1w',
    'age<49h',
    '-ann',
    '-status:failed',
    '-"big two"',
    '-accuracy<0.9',
  ])('%j finds a run', (text) => {
    expect(parseRunFilter(text).problems).toEqual([]);
    expect(matches(text)).toBe(true);
  });

  it.each([
    'ann',
    'cnn ann',
    '"one big"',
    'status:failed',
    'name:ann',
    'accuracy>0.95',
    'accuracy<0.9',
    'seed=0',
    'time>2min',
    'age>3',
    '-cnn',
    '-accuracy>0.9',
    'is:stale',
    'is:compared',
    'is:sample',
    'is:resumable',
  ])('%j does not', (text) => {
    expect(parseRunFilter(text).problems).toEqual([]);
    expect(matches(text)).toBe(false);
  });

  it('asks what it cannot know itself', () => {
    expect(matches('is:stale', cnn, { isStale: () => true })).toBe(true);
    expect(matches('is:compared', cnn, { isCompared: ({ runId }) => runId === cnn.runId })).toBe(true);
    expect(matches('is:sample', failed)).toBe(true);
  });

  it('takes an unknown figure for one that fits no comparison', () => {
    expect(matches('accuracy<0.1', failed)).toBe(false);
    expect(matches('accuracy>0', failed)).toBe(false);
  });

  it.each([
    ['foo:bar', 'unknown-key', 'status'],
    ['accuracyy>0.9', 'unknown-key', 'accuracy'],
    ['status:fialed', 'unknown-value', 'failed'],
    ['is:new', 'unknown-value', 'stale'],
    ['accuracy>', 'missing-value', '0.9'],
    ['status:', 'missing-value', 'running'],
    ['accuracy>high', 'not-a-number', '0.9'],
    ['parameters>10q', 'not-a-number', '0.9'],
    ['name>cnn', 'not-a-number', 'name:cnn'],
    ['-foo:bar', 'unknown-key', 'status'],
  ])('%j: says that it is not understood, and narrows nothing', (term, kind, first) => {
    const filter = parseRunFilter(`cnn ${term}`);
    expect(filter.problems).toMatchObject([{ kind, term }]);
    expect(filter.problems[0]?.expected[0]).toBe(first);
    expect(filter.matches(cnn, context)).toBe(true);
    expect(filter.matches(failed, context)).toBe(false);
  });

  it('takes a term in quotes for a text, whatever it looks like', () => {
    const filter = parseRunFilter('"idx:/data"');
    expect(filter.problems).toEqual([]);
    const dataset = { id: 'idx:/data', name: 'letters', checksum: 'c', isSample: false };
    expect(filter.matches({ ...cnn, dataset }, context)).toBe(true);
    expect(filter.matches(cnn, context)).toBe(false);
  });

  it('never throws, and a longer filter finds nothing more', () => {
    const term = fc.oneof(
      fc.string(),
      fc.constantFrom('cnn', 'status:failed', 'accuracy>0.5', '-ann', 'is:sample', '"', 'seed<', 'constructor:x', '-'),
    );
    fc.assert(
      fc.property(fc.array(term), term, (terms, more) => {
        const text = terms.filter((word) => !word.includes('"')).join(' ');
        for (const run of [cnn, failed])
          if (parseRunFilter(`${text} ${more}`).matches(run, context)) expect(matches(text, run)).toBe(true);
      }),
    );
  });
});
