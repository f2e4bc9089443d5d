import { describe, expect, it } from 'vitest';
import type { ChartSeries } from '../../../webview/chart/chartModel.js';
import {
  axisFormats,
  chartCsv,
  chartTable,
  nearestPlace,
  nextPlace,
  readingsAt,
} from '../../../webview/chart/chartTable.js';
import { identityOf } from '../../../webview/state/identity.js';
import { trainingCharts } from '../../../webview/views/trainingModel.js';
import { runningRun, snapshotOf, twoModels } from '../../page/support/pageRuns.js';

describe('a chart as a table', () => {
  it('has a row for each epoch and a column for each line, and says what happened', () => {
    const { accuracy } = trainingCharts(twoModels().runs);
    const { columns, rowCount, row } = chartTable(accuracy);
    expect(columns.map(({ title }) => title)).toEqual([
      'Epoch',
      'A ann, train',
      'A ann, validation',
      'B cnn, train',
      'B cnn, validation',
      'Notes',
    ]);
    expect(rowCount).toBe(10);
    expect(row(9)).toEqual(['10', '91.1 %', '88.7 %', '–', '–', 'ann: best epoch 10.']);
    expect(row(8).at(-1)).toBe('cnn: stopped early. Validation loss has not improved for 3 epochs.');
  });

  it('leaves out what is no measurement yet', () => {
    const { loss } = trainingCharts(snapshotOf([['live-run', runningRun(10).begun]]).runs);
    expect(loss.series.some(({ isFaint }) => isFaint)).toBe(true);
    expect(chartTable(loss).rowCount).toBe(0);
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

  it('is where the pointer is nearest to, in a column or at a point', () => {
    const series = [
      seriesAt([
        { x: 1, y: 10, place: 1 },
        { x: 2, y: 0, place: 2 },
      ]),
    ];
    const scales = { toX: (value: number) => value * 100, toY: (value: number) => value * 100 };
    expect(nearestPlace({ series, pointing: 'column' }, { x: 149, y: 0 }, scales)).toBe(1);
    expect(nearestPlace({ series, pointing: 'column' }, { x: 151, y: 1000 }, scales)).toBe(2);
    expect(nearestPlace({ series, pointing: 'point' }, { x: 151, y: 1000 }, scales)).toBe(1);
    expect(nearestPlace({ series: [], pointing: 'point' }, { x: 151, y: 1000 }, scales)).toBeUndefined();
  });
});

describe('the numbers of a chart as CSV', () => {
  const model = trainingCharts(twoModels().runs).loss;

  it('are not rounded, a column for each line', () => {
    const [head, first] = chartCsv(model).split('\r\n');
    expect(head).toBe('Epoch,"A ann, train","A ann, validation","B cnn, train","B cnn, validation"');
    expect(first?.split(',').map(Number)).toEqual([1, ...model.series.map(({ points }) => points[0]?.y)]);
  });

  it('say where points are that are elsewhere for each line, and tell the bounds of intervals', () => {
    const series = [{ ...seriesAt([{ x: 0.25, y: 0.5, place: 1, low: 0.4, high: 0.6 }]), intervals: 'bars' as const }];
    const text = chartCsv({ ...model, series, cursorPlaces: [1, 2], x: { ...model.x, title: 'Confidence' } });
    expect(text).toBe(
      'Epoch,"A line, Confidence",A line,"A line, low","A line, high"\r\n1,0.25,0.5,0.4,0.6\r\n2,,,,\r\n',
    );
  });
});

describe('numbers on axes', () => {
  it('are written without digits that say nothing', () => {
    expect([0, 500, 20_000, 421_642, 1_500_000].map(axisFormats.count)).toEqual(['0', '500', '20 K', '422 K', '1.5 M']);
    expect([0, 90, 3_700].map(axisFormats.seconds)).toEqual(['0:00', '1:30', '1:01:40']);
  });
});

function seriesAt(points: ChartSeries['points']): ChartSeries {
  const identity = identityOf('A');
  return { id: 'a', name: 'line', identity, kind: 'line', isDashed: false, isFaint: false, points };
}
