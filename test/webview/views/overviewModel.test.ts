import { describe, expect, it } from 'vitest';
import { cellText } from '../../../src/core/report/table.js';
import { definitionDifferences } from '../../../src/core/run/definitionDifferences.js';
import { sampleColumns } from '../../../src/core/samples/sampleColumns.js';
import type { ShownRun } from '../../../src/protocol/page.js';
import { overviewOf } from '../../../webview/views/overviewModel.js';
import { allStates, snapshotOf, trainedRun, twoModels } from '../../page/support/pageRuns.js';

describe('the overview', () => {
  it('holds the models against the baseline, which comes first', () => {
    const { runs } = twoModels();
    const overview = overviewOf(runs, 'cnn-run');
    expect(overview.letters).toEqual([['B'], ['A']]);
    expect(overview.table.rows.map(([name]) => cellText(name ?? ''))).toEqual(['cnn', 'ann']);
    expect(overview.verdict).toMatch(
      /^cnn is the most accurate: 92\.00 % of the test images right; ann is at −3\.00 points/,
    );
    expect(overviewOf(runs, undefined).verdict).toMatch(
      /^cnn is the most accurate: 92\.00 % .* \+3\.00 points over ann, no clear difference \(95 % interval −1\.\d+ to \+7\.\d+\)\.$/,
    );
    const headings = ({ table }: typeof overview) => table.columns.map(({ title }) => title);
    expect(headings(overview)).toContain('Over the baseline');
    expect(headings(overviewOf(runs, undefined))).toContain('Over the first');
    expect(headings(overviewOf(runs, 'a run that is not shown'))).toContain('Over the first');
  });

  it('knows more of a difference when it knows which images are right', () => {
    const { runs } = twoModels();
    const samples = new Map(runs.map((run) => [run.runId, samplesLike(run.runId === 'ann-run' ? 0.89 : 0.92)]));
    const { verdict, facts } = overviewOf(runs, 'ann-run', {
      samplesOf: ({ runId }) => samples.get(runId),
      differencesOf: () => undefined,
    });
    expect(verdict).toMatch(/\+3\.00 points over ann \(95 % interval \+1\.\d+ to \+5\.\d+\)\.$/);
    expect(facts.at(-1)).toContain('same images');
    expect(overviewOf(runs, 'ann-run').facts.at(-1)).toContain('unpaired');
  });

  it('draws accuracy against what it costs, with intervals', () => {
    const { runs } = twoModels();
    const overview = overviewOf(runs, 'ann-run');
    const chart = overview.chartOf('duration');
    expect(chart.series.map(({ name, points }) => [name, points[0]?.x, points[0]?.y])).toEqual([
      ['ann', 102, 0.89],
      ['cnn', 92, 0.92],
    ]);
    const [point] = chart.series[1]?.points ?? [];
    expect(point?.low).toBeCloseTo(0.8893, 3);
    expect(point?.high).toBeCloseTo(0.9427, 3);
    expect(chart.table?.rows[1]?.[0]).toBe('B cnn');
    expect(overview.chartOf('parameters').x.title).toBe('Parameters');
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
      samplesOf: () => undefined,
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
    expect(overviewOf(snapshotOf(seeds).runs, undefined).letters).toEqual([['A', 'B', 'C']]);
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
    expect(JSON.stringify(overview)).not.toMatch(/\\u001b\[31m\\n/);
    expect(overview.verdict).toBeUndefined();
  });

  it('warns of runs that cannot be compared, and of a sample', () => {
    const { warnings } = overviewOf(allStates().runs, undefined);
    expect(warnings[0]).toMatch(/^A SAMPLE was used/);
    expect(warnings.join(' ')).toContain('Not comparable');
  });
});

/** Four hundred images of which the first ones are right. */
function samplesLike(accuracy: number) {
  const labels = Array.from({ length: 400 }, (_, index) => index % 10);
  const probabilities = new Float32Array(4_000);
  labels.forEach((label, row) => {
    probabilities[row * 10 + (row < 400 * accuracy ? label : (label + 1) % 10)] = 1;
  });
  return sampleColumns(probabilities, labels, 10);
}
