import { describe, expect, it } from 'vitest';
import { cellText } from '../../../src/core/report/table.js';
import { reduceRunEvents } from '../../../src/core/run/state.js';
import { sweepPlots } from '../../../webview/views/sweepModel.js';
import { sweepRuns } from '../../page/support/sweepRuns.js';

const states = sweepRuns().map((events) => reduceRunEvents(events));

describe('a sweep as it is drawn', () => {
  it('has an axis for each option and one for the accuracy, and each variant on all of them', () => {
    const [plot] = sweepPlots(states);
    if (plot === undefined) throw new Error('no plot');
    expect(plot.axes.map(({ title }) => title)).toEqual(['filters', 'lr', 'activation', 'validation accuracy']);
    expect(plot.axes[0]?.ticks).toEqual([
      { at: 0, label: '16' },
      { at: expect.closeTo(1 / 3, 6), label: '32' },
      { at: 1, label: '64' },
    ]);
    // Ten times as much: by the logarithm, and words side by side.
    expect(plot.axes[2]?.ticks.map(({ at }) => at)).toEqual([0.25, 0.75]);
    expect(plot.points).toHaveLength(12);
    for (const { places } of plot.points) for (const place of places) expect(place).toBeGreaterThanOrEqual(0);
    expect(plot.points.map(({ places }) => places.at(-1))).toEqual(
      plot.points.map(({ places }) => places.at(-1)).toSorted((a, b) => Number(b) - Number(a)),
    );
    expect(plot.points.filter(({ isBest }) => isBest)).toEqual([plot.points[0]]);
  });

  it('has a table with the same, best first, and what the sweep says', () => {
    const [plot] = sweepPlots(states);
    const [first = []] = plot?.table.rows ?? [];
    expect(cellText(first[1] ?? '')).toBe('64');
    expect(cellText(first[2] ?? '')).toBe('0.001');
    expect(plot?.sentences.join('\n')).toContain('The best of 12 is partly luck');
    expect(plot?.sentences.at(-1)).toBe('training.optimizer.learningRate matters most.');
  });

  it('leaves out what has no accuracy yet, and says of no sweep nothing', () => {
    const begun = states.map((state, index) => {
      const { evaluation: _, ...rest } = state;
      return index === 3 ? { ...rest, status: 'running' as const, epochs: [] } : state;
    });
    const [plot] = sweepPlots(begun);
    expect(plot?.points.at(-1)?.places.at(-1)).toBeNull();
    expect(plot?.points).toHaveLength(12);
    expect(sweepPlots(states.slice(0, 1))).toEqual([]);
    expect(sweepPlots([])).toEqual([]);
  });
});
