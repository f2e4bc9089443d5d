import { createColors } from 'picocolors';
import { describe, expect, it } from 'vitest';
import { renderFlips } from '../../../src/cli/render/flipsReport.js';
import { judge } from '../../../src/core/comparison/judge.js';
import { flipsOf } from '../../../src/core/report/flips.js';
import { judgementTable } from '../../../src/core/report/judgementTable.js';
import { judgementText } from '../../../src/core/report/judgementText.js';
import { cellText } from '../../../src/core/report/table.js';
import { runOf } from '../../support/judgedRuns.js';

const truth = [0, 0, 1, 1, 2, 2];
const one = runOf('a', 1, truth, [0, 1, 1, 2, 0, -1], 3);
const other = runOf('b', 1, truth, [1, 0, 1, 1, 1, -1], 3);

function samplesOf(run: typeof one) {
  if (run.samples === null) throw new Error('no samples');
  return run.samples;
}

describe('what changes from one run to another', () => {
  it('is each image, and how many of each pair of predictions', () => {
    expect(flipsOf(samplesOf(one), samplesOf(other))).toEqual([
      {
        change: 'fixed',
        images: [
          { image: 1, trueClass: 0, before: 1, after: 0 },
          { image: 3, trueClass: 1, before: 2, after: 1 },
        ],
        classes: [
          { trueClass: 0, before: 1, after: 0, count: 1 },
          { trueClass: 1, before: 2, after: 1, count: 1 },
        ],
      },
      {
        change: 'broken',
        images: [{ image: 0, trueClass: 0, before: 0, after: 1 }],
        classes: [{ trueClass: 0, before: 0, after: 1, count: 1 }],
      },
      {
        change: 'differently',
        images: [{ image: 4, trueClass: 2, before: 0, after: 1 }],
        classes: [{ trueClass: 2, before: 0, after: 1, count: 1 }],
      },
    ]);
  });

  it('is drawn for a terminal, hostile names harmless', () => {
    const flips = flipsOf(samplesOf(one), samplesOf(other));
    const classNames = ['shirt\u001b[2J', 'coat', 'bag'];
    const text = renderFlips(
      flips,
      { from: 'ann', to: 'cnn', classNames },
      { columns: 80, color: createColors(false) },
    );
    expect(text).toContain('Fixed: 2 images');
    expect(text).toContain('Wrong differently: 1 image');
    expect(text).toMatch(/│ +4 │ bag +│ shirt\\u001b\[2J │ coat/);
    expect(text).not.toContain('\u001b');
  });
});

describe('a judgement in words', () => {
  it('has tiers and pairs where there are more than two models', () => {
    const labels = Array.from({ length: 900 }, (_, image) => image % 3);
    const wrongUpTo = (count: number) => labels.map((label, image) => (image < count ? (label + 1) % 3 : label));
    const runs = [300, 90, 85].map((count, at) => runOf(`m${at}`, 1, labels, wrongUpTo(count), 3));
    const judgement = judge(runs, { resamples: 200 });
    const text = judgementText(judgement);
    expect(text.tiers).toEqual(['Tier 1: m2, m1', 'Tier 2: m0']);
    expect(text.pairs).toHaveLength(3);
    expect(text.pairs[0]).toMatch(/^m1 beats m0 by 23\.3 points \(95 % CI /);
    expect(text.verdict).toMatch(/^m2 and m1 share the first tier, led by m2 with 90\.56 % of 900 test images right/);
    expect(text.notes.join(' ')).toContain("Cochran's Q over all models");
    const table = judgementTable(judgement);
    expect(table.rows.map((row) => row.slice(0, 3).map(cellText))).toEqual([
      ['m0', '2', '1'],
      ['m1', '1', '1'],
      ['m2', '1', '1'],
    ]);
  });

  it('names classes and mistakes that differ, of two', () => {
    const labels = Array.from({ length: 600 }, (_, image) => image % 2);
    const worse = labels.map((label, image) => (label === 1 && image < 200 ? 0 : label));
    const judgement = judge([runOf('a', 1, labels, worse), runOf('b', 1, labels, labels)], { resamples: 200 });
    expect(judgementText(judgement).exploratory).toEqual([
      'Classes that differ (exploratory, false discovery rate 10 %): recall of class 1 +33.3 points',
      'Mistakes that differ (exploratory, false discovery rate 10 %): class 1 taken for class 0 −100 images',
    ]);
  });
});
