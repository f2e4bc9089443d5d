import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredRun } from '../../../src/host/host.js';
import { type OutlineInput, outlineResults } from '../../../src/host/views/outlineResults.js';
import type { ResultsOutline } from '../../../src/host/views/resultNode.js';
import { resultDescription, resultLabel } from '../../../src/host/views/resultText.js';
import { parseRunFilter } from '../../../src/host/views/runFilter.js';
import { listedRun, plainL10n } from '../../support/listedRun.js';

const DAY = 86_400_000;
const NOON = new Date(2031, 3, 5, 12).getTime();

function input(runs: readonly StoredRun[], changes: Partial<OutlineInput> = {}): OutlineInput {
  return { runs, groupBy: 'definition', compared: new Set(), isStale: () => false, now: NOON, ...changes };
}

function run(number: number, options: Partial<Parameters<typeof listedRun>[0]> = {}, changes: Partial<StoredRun> = {}) {
  const runId = `20310405-${100_000 + number}-x-s0-${(number + 4096).toString(16)}`;
  return listedRun({ runId, ...options }, { startTime: NOON + number * 1_000, ...changes });
}

/** The tree as indented lines. */
function drawn(outline: ResultsOutline): string[] {
  const lines = (id: string, depth: number): string[] => {
    const node = outline.nodes.get(id);
    if (node === undefined) throw new Error(`${id} is not there`);
    const text = `${'  '.repeat(depth)}${resultLabel(node, NOON, plainL10n)} | ${resultDescription(node, plainL10n)}`;
    return [text, ...node.children.flatMap((child) => lines(child, depth + 1))];
  };
  return outline.roots.flatMap((id) => lines(id, 0));
}

const seeds = [0, 1, 2].map((seed) =>
  run(seed, { modelName: 'cnn', seed }, { testAccuracy: 0.92 + seed / 100, macroF1: 0.9, durationMs: 60_000 }),
);
const single = run(10, { modelName: 'ann' }, { testAccuracy: 0.88, macroF1: 0.879, durationMs: 21_000 });
const failed = run(11, { modelName: 'ann', ending: 'failed' });

describe('the outline of results', () => {
  it('groups by definition, the newest first, seeds of one model together', () => {
    expect(drawn(outlineResults(input([...seeds, single, failed])))).toEqual([
      'ann | 2 runs · best 88.0 %',
      '  Today 12:00 | failed · The loss is NaN in step 12.',
      '    The loss is NaN in step 12. | Show log',
      '  Today 12:00 | 88.0 % · macro-F1 0.879 · 21 s',
      'cnn | 3 runs · best 94.0 %',
      '  Today 12:00 | 93.0 ± 1.0 % · macro-F1 0.900 ± 0.000 · 1 min 00 s each · 3 seeds',
      '    seed 0 | 92.0 % · macro-F1 0.900 · 1 min 00 s',
      '    seed 1 | 93.0 % · macro-F1 0.900 · 1 min 00 s',
      '    seed 2 | 94.0 % · macro-F1 0.900 · 1 min 00 s',
    ]);
  });

  it('groups by dataset, and then by definition', () => {
    const sample = run(12, { modelName: 'ann', isSample: true }, { testAccuracy: 0.8, durationMs: 5_000 });
    expect(drawn(outlineResults(input([single, sample], { groupBy: 'dataset' })))).toEqual([
      'Fashion-MNIST | 1 run · best 80.0 %',
      '  ann | 1 run · best 80.0 %',
      '    Today 12:00 | 80.0 % · macro-F1 0.899 · 5.0 s · sample',
      'Fashion-MNIST | 1 run · best 88.0 %',
      '  ann | 1 run · best 88.0 %',
      '    Today 12:00 | 88.0 % · macro-F1 0.879 · 21 s',
    ]);
  });

  it('groups by day, and then by comparison', () => {
    const compared = [single, failed].map((own) => ({ ...own, comparison: 'c0' }));
    const old = { ...run(13, { modelName: 'old' }), startTime: NOON - 40 * DAY };
    const yesterday = { ...run(14, { modelName: 'late' }), startTime: NOON - DAY, comparison: 'c0' };
    const comparisonNames = new Map([['c0', 'ours']]);
    expect(drawn(outlineResults(input([...compared, old, yesterday], { groupBy: 'date', comparisonNames })))).toEqual([
      'Today | 2 runs · best 88.0 %',
      '  Comparison ours | 2 runs · best 88.0 %',
      '    ann | failed · The loss is NaN in step 12.',
      '      The loss is NaN in step 12. | Show log',
      '    ann | 88.0 % · macro-F1 0.879 · 21 s',
      'Yesterday | 1 run · best 90.0 %',
      '  late | 90.0 % · macro-F1 0.899 · 22 s',
      '2031-02-24 | 1 run · best 90.0 %',
      '  old | 90.0 % · macro-F1 0.899 · 22 s',
    ]);
  });

  it('begins another group when a seed is trained again, as a comparison does', () => {
    const again = seeds.map((own, index) => ({ ...own, ...placed(20 + index) }));
    const outline = outlineResults(input([...seeds, ...again]));
    const groups = outline.nodes.get(outline.roots[0] ?? '')?.children ?? [];
    expect(groups.map((id) => outline.nodes.get(id)?.children)).toEqual([
      again.map(({ folder }) => folder),
      seeds.map(({ folder }) => folder),
    ]);
  });

  it('leaves a seed that ended without a result beside the others, and takes in one that is in training', () => {
    const broken = run(20, { modelName: 'cnn', seed: 0, ending: 'failed' }, { setup: seeds[0]?.setup ?? '' });
    const { testAccuracy: _, macroF1: _1, ...open } = run(21, { modelName: 'cnn', seed: 3 });
    const outline = outlineResults(input([...seeds, broken, { ...open, status: 'running' }]));
    expect(outline.nodes.get(broken.folder)).toMatchObject({ tells: 'time', parent: outline.roots[0] });
    expect(drawn(outline)[1]).toMatch(/93\.0 ± 1\.0 % .* 4 seeds · 1 running$/);
  });

  it('does not hold together what differs in more than the seed', () => {
    const limited = run(3, { modelName: 'cnn', seed: 3, limit: 100 });
    const outline = outlineResults(input([...seeds, limited]));
    expect(outline.nodes.get(limited.folder)).toMatchObject({ tells: 'time', parent: outline.roots[0] });
  });

  it('says how far a run is, how it ended, what it is', () => {
    const progress = { epoch: 3, epochs: 10, step: 1, stepsPerEpoch: 750, loss: 0.2, accuracy: 0.912 };
    const rest = { samplesPerSecond: null, fraction: null, remainingMs: null, epochStartTime: null };
    const { testAccuracy: _, macroF1: _1, ...open } = single;
    const told = (own: StoredRun, changes: Partial<OutlineInput> = {}) =>
      drawn(outlineResults(input([own], changes))).slice(1);
    expect(told({ ...open, status: 'running', progress: { ...progress, ...rest } })).toEqual([
      '  Today 12:00 | 3/10 · 91.2 %',
    ]);
    expect(told({ ...open, status: 'running' })).toEqual(['  Today 12:00 | starting']);
    expect(told(run(1, { ending: 'none' }))).toEqual(['  Today 12:00 | interrupted · 2/10 · validation 81.0 %']);
    expect(told(run(1, { ending: 'stopped' }))).toEqual(['  Today 12:00 | stopped · 2/10 · validation 81.0 %']);
    expect(told(single, { baseline: single.runId, isStale: () => true })).toEqual([
      '  Today 12:00 | 88.0 % · macro-F1 0.879 · 21 s · baseline · edited since',
    ]);
    expect(told({ ...single, label: 'a\nb' })).toEqual(['  a\\u000ab | 88.0 % · macro-F1 0.879 · 21 s']);
  });

  it('takes the time of a run that never told it from its id', () => {
    const { startTime: _, modelName: _1, definitionPath: _2, setup: _3, ...lost } = run(1);
    const outline = outlineResults(input([lost], { groupBy: 'date' }));
    expect(drawn(outline)).toHaveLength(2);
    expect(outline.roots).toEqual(['day:2031-04-05']);
  });

  it('shows the hits of a filter below groups of their own, opened', () => {
    const filter = parseRunFilter('seed=1');
    const outline = outlineResults(input([...seeds, single], { filter }));
    expect(outline).toMatchObject({ shownCount: 1, runCount: 4 });
    expect(outline.roots.map((id) => outline.nodes.get(id))).toMatchObject([{ runCount: 1, isExpanded: true }]);
    const whole = outlineResults(input([...seeds, single]));
    expect(outline.roots.some((id) => whole.nodes.has(id))).toBe(false);
    expect(outline.nodes.has(seeds[1]?.folder ?? '')).toBe(true);
  });

  const anyRun = fc
    .record({
      modelName: fc.constantFrom('ann', 'cnn', 'x/y:z'),
      seed: fc.nat(3),
      ending: fc.constantFrom('completed' as const, 'stopped' as const, 'failed' as const, 'none' as const),
      isSample: fc.boolean(),
      day: fc.nat(3),
      comparison: fc.option(fc.constantFrom('c0', 'c1'), { nil: undefined }),
      isBare: fc.boolean(),
    })
    .map(({ day, comparison, isBare, ...options }) => (number: number): StoredRun => {
      const own = run(number, options, { startTime: NOON - day * DAY - number });
      const { setup: _, definitionPath: _1, modelName: _2, seed: _3, dataset: _4, startTime: _5, ...bare } = own;
      return { ...(isBare ? bare : own), ...(comparison === undefined ? {} : { comparison }) };
    });
  const anyRuns = fc.array(anyRun, { maxLength: 30 }).map((makers) => makers.map((make, index) => make(index)));
  const anyInput = fc.record({
    runs: anyRuns,
    groupBy: fc.constantFrom('definition' as const, 'dataset' as const, 'date' as const),
    text: fc.constantFrom('', 'cnn', 'status:failed', 'accuracy>0.5', 'is:sample', 'nothing', '-ann seed>0'),
  });

  it('holds every run that the filter lets through once, in a proper tree', () => {
    fc.assert(
      fc.property(anyInput, ({ runs, groupBy, text }) => {
        const filter = parseRunFilter(text);
        const outline = outlineResults(input(runs, { groupBy, filter }));
        const visited: string[] = [];
        const visit = (id: string, parent: string | undefined) => {
          visited.push(id);
          const node = outline.nodes.get(id);
          expect(node).toMatchObject(parent === undefined ? { id } : { id, parent });
          for (const child of node?.children ?? []) visit(child, id);
        };
        for (const id of outline.roots) visit(id, undefined);
        expect(new Set(visited).size).toBe(visited.length);
        expect(visited.length).toBe(outline.nodes.size);
        const context = { now: NOON, isStale: () => false, isCompared: () => false };
        const expected = runs.filter((own) => filter.matches(own, context)).map(({ folder }) => folder);
        const found = visited.filter((id) => outline.nodes.get(id)?.kind === 'run');
        expect(found.toSorted()).toEqual(expected.toSorted());
      }),
    );
  });

  it('is the same whatever the order of the runs', () => {
    fc.assert(
      fc.property(anyInput, ({ runs, groupBy }) => {
        expect(drawn(outlineResults(input(runs.toReversed(), { groupBy })))).toEqual(
          drawn(outlineResults(input(runs, { groupBy }))),
        );
      }),
    );
  });
});

/** Where and when a copy of a run is. */
function placed(number: number): Pick<StoredRun, 'runId' | 'folder' | 'startTime'> {
  const { runId, folder, startTime = 0 } = run(number);
  return { runId, folder, startTime };
}
