import { describe, expect, it } from 'vitest';
import { definitionDifferences } from '../../../src/core/run/definitionDifferences.js';
import type { ShownRun, Snapshot } from '../../../src/protocol/page.js';
import { overviewOf } from '../../../webview/views/overviewModel.js';
import { comparedRuns } from '../../page/support/classRuns.js';
import { pageDataOf } from '../../page/support/pageData.js';
import { allStates, snapshotOf, trainedRun, twoModels } from '../../page/support/pageRuns.js';

/** The overview with all that it asks for. */
function wholeOverview(snapshot: Snapshot, baseline = snapshot.baseline) {
  const { runs } = snapshot;
  const runIds = runs.flatMap(({ runId, state }) => (state.evaluation === undefined ? [] : runId));
  const judgement = pageDataOf(() => snapshot).judgement({ runIds });
  return overviewOf(runs, baseline, { judgement, differencesOf: () => [] });
}

describe('the overview', () => {
  it('holds the models against the baseline, which comes first', () => {
    const overview = wholeOverview(twoModels(), 'cnn-run');
    expect(overview.models.map(({ row }) => row.modelName)).toEqual(['cnn', 'ann']);
    expect(overview.verdict?.lines.map(({ letters }) => letters)).toEqual([[['B'], ['A']]]);
    expect(overview.alone).toBeUndefined();
    const headings = ({ figures }: typeof overview) => figures.map(({ title }) => title);
    expect(headings(overview)).toContain('Over the baseline');
    expect(headings(wholeOverview({ ...twoModels(), baseline: '' }))).toContain('Over the first');
  });

  it('has no verdict where it has not been judged, and a sentence for one model', () => {
    const { runs } = twoModels();
    const unjudged = overviewOf(runs, 'ann-run');
    expect([unjudged.verdict, unjudged.alone]).toEqual([undefined, undefined]);
    expect(unjudged.figures.map(({ title }) => title)).not.toContain('Tier');
    expect(overviewOf(runs.slice(1), undefined).alone).toBe(
      'cnn gets 92.00 % (88.9 to 94.3) of 400 test images right; the interval (95 %) covers other test images, not other seeds.',
    );
  });

  it('draws accuracy against what it costs, with intervals and the front', () => {
    const overview = wholeOverview(twoModels());
    const chart = overview.chartOf('trainDuration');
    expect(chart.series.map(({ name, points }) => [name, points[0]?.y])).toEqual([
      ['ann', 0.89],
      ['cnn', 0.92],
    ]);
    const [point] = chart.series[1]?.points ?? [];
    expect(point?.low).toBeCloseTo(0.8893, 3);
    expect(point?.high).toBeCloseTo(0.9427, 3);
    expect(chart.table?.rows.map((row) => [row[0], row.at(-1)])).toEqual([
      ['A ann', 'no'],
      ['B cnn', 'yes'],
    ]);
    // One model alone is no line.
    expect(chart.guides).toEqual([]);
    expect(overview.chartOf('parameters').x.title).toBe('Parameters');
    // No run of these says how long it predicted.
    expect(overview.costs).toEqual(['parameters', 'macs', 'trainDuration']);
  });

  it('joins the front from the cheapest on, and knows how long predictions took', () => {
    const run = (name: string, epochs: number, level: number, predictionDurationMs: number) => {
      const events = trainedRun({ modelName: name, runId: name, epochs, level });
      return [
        name,
        events.map((event) => (event.type === 'evaluated' ? { ...event, predictionDurationMs } : event)),
      ] as const;
    };
    const snapshot = snapshotOf([run('small', 4, 0.85, 40), run('poor', 6, 0.8, 60), run('large', 40, 0.95, 4_000)]);
    const overview = wholeOverview(snapshot);
    const chart = overview.chartOf('trainDuration');
    expect(chart.x.scale).toBe('logarithmic');
    const [first, last] = [chart.series[0]?.points[0], chart.series[2]?.points[0]];
    expect(chart.guides).toEqual([
      { from: { x: first?.x, y: 0.85 }, to: { x: last?.x, y: 0.85 } },
      { from: { x: last?.x, y: 0.85 }, to: { x: last?.x, y: 0.95 } },
    ]);
    expect(chart.summary).toMatch(/On the front: A small, C large\.$/);
    expect(overview.costs).toContain('predictionTime');
    expect(overview.chartOf('predictionTime').table?.rows[0]?.[1]).toBe('0.1 ms');
  });

  it('says what differs between definitions, and where', () => {
    const text = (units: number) =>
      `{\n  "name": "m",\n  "layers": [\n    { "type": "flatten" },\n    { "type": "dense", "units": ${units} }\n  ]\n}`;
    const runs = snapshotOf(
      [64, 128].map((units) => {
        const events = trainedRun({ runId: `u${units}` }).map((event) =>
          event.type === 'runStarted'
            ? { ...event, layers: [], request: { ...event.request, definitionText: text(units) } }
            : event,
        );
        return [`u${units}`, events] as const;
      }),
    ).runs;
    const sources = {
      judgement: undefined,
      differencesOf: (first: ShownRun, other: ShownRun) =>
        first.state.started && other.state.started && definitionDifferences(first.state.started, other.state.started),
    };
    const { differences } = overviewOf(runs, undefined, sources);
    expect(differences).toHaveLength(1);
    const item = differences[0]?.items.find(({ text: words }) => words.includes('64'));
    expect(item?.text).toContain('units 64 → 128');
    expect(item?.places.map(({ letter, line }) => [letter, line])).toEqual([
      ['A', 5],
      ['B', 5],
    ]);
    // Not known yet.
    expect(overviewOf(runs, undefined).differences).toEqual([]);
  });

  it('puts runs that differ in the seed alone into one row', () => {
    const seeds = [0, 1, 2].map((seed) => [`s${seed}`, trainedRun({ runId: `s${seed}`, seed })] as const);
    const { models } = overviewOf(snapshotOf(seeds).runs, undefined);
    expect(models.map(({ runs }) => runs.map(({ letter }) => letter))).toEqual([['A', 'B', 'C']]);
    const { verdict } = wholeOverview(comparedRuns());
    expect(verdict?.lines.map(({ letters }) => letters)).toEqual([[['A'], ['B', 'C']]]);
  });

  it('says of each run what has become of it, and what can be done', () => {
    const { notes } = overviewOf(allStates().runs, undefined);
    expect(notes.map(({ letter, tone, actions }) => [letter, tone, ...actions])).toEqual([
      ['A', 'warning', 'showWhatChanged'],
      ['B', 'info', 'stopRun'],
      ['C', 'error', 'showRunLog', 'openDefinition'],
      ['D', 'info', 'resumeRun'],
      ['E', 'warning', 'resumeRun', 'showRunLog'],
    ]);
    expect(notes[2]?.text).toBe('Failed: The loss is NaN in step 12.');
  });

  it('shows what came from a file on one line', () => {
    const runs = snapshotOf([['a', trainedRun({ modelName: 'a\u001b[31m\nb', ending: 'failed' })]]).runs;
    const overview = overviewOf(runs, undefined);
    expect(overview.notes[0]?.name).toBe('a\\u001b[31m\\u000ab');
    const { models: _, ...shown } = overview;
    expect(JSON.stringify(shown)).not.toMatch(/\\u001b\[31m\\n/);
    expect([overview.verdict, overview.alone]).toEqual([undefined, undefined]);
  });

  it('warns of runs that cannot be compared, and of a sample', () => {
    const { warnings } = overviewOf(allStates().runs, undefined);
    expect(warnings[0]).toMatch(/^A SAMPLE was used/);
    expect(warnings.join(' ')).toContain('Not comparable');
  });
});
