import { describe, expect, it } from 'vitest';
import { cellText } from '../../../src/core/report/table.js';
import { sampleColumns } from '../../../src/core/samples/sampleColumns.js';
import { defaultBinning } from '../../../src/core/statistics/calibration.js';
import { calibrationPage } from '../../../webview/views/calibrationModel.js';

/** Images whose class is predicted with a probability, so many of them rightly. */
function run(letter: string, groups: readonly (readonly [confidence: number, count: number, right: number])[]) {
  const labels: number[] = [];
  const rows: number[] = [];
  for (const [confidence, count, right] of groups)
    for (let index = 0; index < count; index += 1) {
      labels.push(index < right ? 0 : 1);
      rows.push(confidence, 1 - confidence);
    }
  return {
    runId: `${letter}-run`,
    letter,
    name: `model ${letter}`,
    samples: sampleColumns(Float32Array.from(rows), labels, 2),
  };
}

const calibrated = run('A', [
  [0.75, 400, 300],
  [0.95, 400, 380],
]);
const sure = run('B', [
  [0.95, 400, 300],
  [0.99, 400, 380],
]);

describe('the calibration of runs', () => {
  it('says who is as sure as right, and who is too sure', () => {
    const { sentences } = calibrationPage([calibrated, sure], defaultBinning, false);
    expect(sentences[0]).toBe(
      'A model A is as sure as it is right: it gives its answers 85.0 % on average, and 85.0 % are right.',
    );
    expect(sentences[1]).toMatch(/^B model B is overconfident: it gives its answers 97\.0 % on average/);
    const shy = calibrationPage([run('C', [[0.6, 400, 380]])], defaultBinning, false);
    expect(shy.sentences[0]).toMatch(/^C model C is underconfident/);
  });

  it('is drawn with an interval for each bin, below the diagonal where a model is too sure', () => {
    const { chart } = calibrationPage([calibrated, sure], defaultBinning, false);
    const [first, second] = chart.series;
    expect(first?.points.map(({ x, y, place }) => [x.toFixed(2), y, place])).toEqual([
      ['0.75', 0.75, 8],
      ['0.95', 0.95, 10],
    ]);
    for (const { x, y, low, high } of second?.points ?? []) {
      expect(y).toBeLessThan(x);
      expect(low).toBeLessThan(y ?? 0);
      expect(high).toBeGreaterThan(y ?? 1);
    }
    expect(chart.placeNames?.[7]).toBe('70 % to 80 %');
    expect(chart.table?.rows).toHaveLength(20);
    const full = calibrationPage([calibrated], { kind: 'mass', count: 15 }, false).chart;
    expect(full.cursorPlaces).toHaveLength(15);
  });

  it('has scores, none of them marked as the best, with differences to a baseline', () => {
    const { scores, letters } = calibrationPage([calibrated, sure], defaultBinning, true);
    expect(letters).toEqual(['A', 'B']);
    const [first, second] = scores.rows;
    expect(first?.[1]).toBe('0.00 %');
    expect(cellText(second?.[1] ?? '')).toMatch(/^12\.00 % \(\+12\.00\)$/);
    expect(cellText(second?.[3] ?? '')).toMatch(/^0\.\d{4} \(\+0\.\d{4}\)$/);
    const alone = calibrationPage([calibrated, sure], defaultBinning, false).scores;
    expect(cellText(alone.rows[1]?.[1] ?? '')).toBe('12.00 %');
  });

  it('says so where a model has no prediction', () => {
    const samples = sampleColumns(new Float32Array([Number.NaN, Number.NaN]), [0], 2);
    const page = calibrationPage([{ runId: 'x', letter: 'X', name: 'x', samples }], defaultBinning, false);
    expect(page.sentences).toEqual(['X x has no prediction that is a number.']);
    expect(page.chart.series[0]?.points).toEqual([]);
    expect(JSON.stringify(page)).not.toContain('NaN');
  });
});
