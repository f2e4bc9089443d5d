import { describe, expect, it } from 'vitest';
import type { PairedCounts } from '../../../src/core/statistics/pairedCounts.js';
import type { Snapshot } from '../../../src/protocol/page.js';
import { evaluatedRuns } from '../../../webview/state/evaluatedRuns.js';
import { type ClassesChoices, classesOf, exportClasses } from '../../../webview/views/classesModel.js';
import { fashionRuns, mixedRuns, runOfClasses } from '../../page/support/classRuns.js';
import { snapshotOf } from '../../page/support/pageRuns.js';
import { recordedRun } from '../../support/recordedRun.js';

function pictureOf(
  { runs, baseline }: Snapshot,
  choices: Partial<ClassesChoices> = {},
  pairs?: ReadonlyMap<string, readonly PairedCounts[]>,
) {
  const whole: ClassesChoices = { metric: 'recall', sortedBy: 'class', isDescending: false, ...choices };
  return classesOf(evaluatedRuns(runs, baseline), whole, pairs);
}

const named = ({ entries }: ReturnType<typeof pictureOf>, count: number) =>
  entries.slice(0, count).map(({ className, run }) => `${className} ${run.name}`);

/** Of each class, some images that only one of the two gets right. */
function pairsOf(onlyFirst: number, onlySecond: number): PairedCounts[] {
  const both = 700;
  return Array.from({ length: 10 }, () => ({ both, onlyFirst, onlySecond, neither: 300 - onlyFirst - onlySecond }));
}

describe('the table of classes', () => {
  it('has a row for each class and run, with intervals', () => {
    const { entries, columns } = pictureOf(fashionRuns());
    expect(entries).toHaveLength(20);
    expect(columns.map(({ title }) => title)).toEqual([
      'Class',
      'Run',
      'Recall',
      'Precision',
      'F1',
      'Images',
      'Recall less ann’s',
    ]);
    const shirt = entries.find(({ className, run }) => className === 'Shirt' && run.name === 'cnn');
    // Wilson's interval of 730 of 1,000.
    expect(shirt?.figures.recall).toEqual({ text: '73.0 %', interval: '70.2 – 75.7 %' });
    expect(shirt?.difference).toEqual({ text: '+10.9 points', interval: '' });
    const ofBaseline = entries.find(({ isBaseline }) => isBaseline);
    expect([ofBaseline?.run.name, ofBaseline?.difference]).toEqual(['ann', undefined]);
  });

  it('says of paired differences which are more than chance', () => {
    const shownWith = (onlyFirst: number, onlySecond: number) =>
      pictureOf(fashionRuns(), {}, new Map([['cnn-run', pairsOf(onlyFirst, onlySecond)]])).entries.find(
        ({ run }) => run.name === 'cnn',
      )?.difference;
    expect(shownWith(150, 20)?.tone).toBe('good');
    expect(shownWith(150, 20)?.interval).toMatch(/^\+\d+\.\d to \+\d+\.\d$/);
    expect(shownWith(20, 150)?.tone).toBe('bad');
    expect(shownWith(30, 29)).not.toHaveProperty('tone');
  });

  it('is sorted by any column', () => {
    expect(named(pictureOf(fashionRuns()), 3)).toEqual(['T-shirt/top ann', 'T-shirt/top cnn', 'Trouser ann']);
    expect(named(pictureOf(fashionRuns(), { sortedBy: 'recall' }), 2)).toEqual(['Shirt ann', 'Shirt cnn']);
    expect(named(pictureOf(fashionRuns(), { sortedBy: 'recall', isDescending: true }), 1)).toEqual(['Trouser cnn']);
    expect(named(pictureOf(fashionRuns(), { sortedBy: 'difference', isDescending: true }), 2)).toEqual([
      'Shirt cnn',
      'Pullover cnn',
    ]);
    expect(named(pictureOf(fashionRuns(), { sortedBy: 'run', isDescending: true }), 2)).toEqual([
      'T-shirt/top cnn',
      'Trouser cnn',
    ]);
  });

  it('puts what has no value last, whichever way', () => {
    const events = recordedRun({ classNames: ['cat', 'dog', 'cow'], runId: 'a' });
    for (const isDescending of [false, true]) {
      const { entries } = pictureOf(snapshotOf([['a', events]]), { sortedBy: 'recall', isDescending });
      expect(entries.at(-1)?.className).toBe('cow');
      expect(entries.at(-1)?.figures.recall).toEqual({ text: '–', interval: '' });
    }
  });

  it('has no differences without a baseline, and only runs that can be compared', () => {
    const { columns, entries } = pictureOf(mixedRuns());
    expect(columns.map(({ id }) => id)).not.toContain('difference');
    expect(new Set(entries.map(({ run }) => run.name))).toEqual(new Set(['cnn', 'ann']));
    expect(pictureOf(snapshotOf([])).entries).toEqual([]);
  });

  it('is Markdown as it stands and CSV unrounded', () => {
    const { markdown, csv } = exportClasses(pictureOf(fashionRuns()));
    expect(markdown.split('\n')[3]).toContain('| T-shirt/top | cnn | 88.7 % (86.6 – 90.5 %) |');
    const lines = csv.split('\r\n');
    expect(lines[0]?.split(',').slice(0, 8)).toEqual([
      'class',
      'run',
      'support',
      'predicted',
      'recall',
      'recallLow',
      'recallHigh',
      'recallDifference',
    ]);
    expect(lines[2]).toMatch(/^T-shirt\/top,cnn,1000,1024,0\.887,0\.86/);
    expect(lines).toHaveLength(22);
  });
});

describe('the plot of classes', () => {
  it('has a dot for each run and the baseline’s tick, in the order of the table', () => {
    const { plot } = pictureOf(fashionRuns(), { sortedBy: 'recall' });
    expect(plot.classes[0]).toMatchObject({ name: 'Shirt', tick: 0.621 });
    expect(plot.classes[0]?.figures.map(({ letter, value }) => [letter, value])).toEqual([
      ['A', 0.621],
      ['B', 0.73],
    ]);
    expect(plot.legend).toEqual([
      { letter: 'A', runName: 'ann', isBaseline: true },
      { letter: 'B', runName: 'cnn', isBaseline: false },
    ]);
  });

  it('begins below the lowest interval, and is never too narrow', () => {
    expect(pictureOf(fashionRuns()).plot.minimum).toBe(0.5);
    expect(pictureOf(snapshotOf([['a', runOfClasses(1)]])).plot.minimum).toBe(0.8);
    expect(pictureOf(snapshotOf([])).plot.minimum).toBe(0.9);
  });
});
