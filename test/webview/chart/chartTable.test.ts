import { describe, expect, it } from 'vitest';
import { chartTable, nearestPlace, nextPlace, readingsAt } from '../../../webview/chart/chartTable.js';
import { trainingCharts } from '../../../webview/views/trainingModel.js';
import { runningRun, snapshotOf, twoModels } from '../../page/support/pageRuns.js';

describe('a chart as a table', () => {
  it('has a row for each epoch and a column for each line, and says what happened', () => {
    const { accuracy } = trainingCharts(twoModels().runs);
    const { columns, rows } = chartTable(accuracy);
    expect(columns.map(({ title }) => title)).toEqual([
      'Epoch',
      'A ann, train',
      'A ann, validation',
      'B cnn, train',
      'B cnn, validation',
      'Notes',
    ]);
    expect(rows).toHaveLength(10);
    expect(rows[9]).toEqual(['10', '91.1 %', '88.7 %', '–', '–', 'ann: best epoch 10.']);
    expect(rows[8]?.at(-1)).toBe('cnn: stopped early. Validation loss has not improved for 3 epochs.');
  });

  it('leaves out what is no measurement yet', () => {
    const { loss } = trainingCharts(snapshotOf([['live-run', runningRun(10).begun]]).runs);
    expect(loss.series.some(({ isFaint }) => isFaint)).toBe(true);
    expect(chartTable(loss).rows).toEqual([]);
    expect(readingsAt(loss, 0.5)).toEqual([]);
  });
});

describe('the cursor of a chart', () => {
  it('goes by places, from the last one on, and stops at the ends', () => {
    expect(nextPlace([1, 2, 5], undefined, -1)).toBe(5);
    expect(nextPlace([1, 2, 5], 2, 1)).toBe(5);
    expect(nextPlace([1, 2, 5], 5, 1)).toBe(5);
    expect(nextPlace([1, 2, 5], 1, -1)).toBe(1);
    expect(nextPlace([1, 2, 5], 3, 1)).toBe(5);
    expect(nextPlace([], 3, 1)).toBeUndefined();
  });

  it('is where the pointer is nearest to', () => {
    expect(nearestPlace([1, 2, 5], 3.4)).toBe(2);
    expect(nearestPlace([1, 2, 5], 3.6)).toBe(5);
    expect(nearestPlace([], 1)).toBeUndefined();
  });
});
