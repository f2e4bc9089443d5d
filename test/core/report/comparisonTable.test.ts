import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/core/comparison/judge.js';
import type { Judgement } from '../../../src/core/comparison/judgement.js';
import { comparisonTable } from '../../../src/core/report/comparisonTable.js';
import type { Cell } from '../../../src/core/report/table.js';
import { compareRuns } from '../../../src/core/run/comparison.js';
import { type RunState, reduceRunEvents } from '../../../src/core/run/state.js';
import { runOf } from '../../support/judgedRuns.js';
import { completedRun } from '../../support/runEvents.js';

const toneOf = (cell: Cell | string | undefined) => (typeof cell === 'object' ? cell.tone : undefined);
const stateOf = (runId: string): RunState => reduceRunEvents(completedRun({ modelName: runId, runId }));

/** Tones in the column of improvements. */
function tones(judgement?: Judgement): (string | undefined)[] {
  const { columns, rows } = comparisonTable(compareRuns(['a', 'b', 'c'].map(stateOf)), { judgement });
  const place = columns.findIndex(({ title }) => title === 'Over the first');
  return rows.map((row) => toneOf(row[place]));
}

describe('comparisonTable', () => {
  it('marks no best: the least time or the most accuracy makes no winner', () => {
    const { rows } = comparisonTable(compareRuns([stateOf('a'), { ...stateOf('b'), durationMs: 1 }]));
    expect(rows.flatMap((row) => row.map(toneOf))).not.toContain('good');
  });

  it('calls an improvement good or bad where the verdict does', () => {
    const labels = Array.from({ length: 400 }, (_, image) => image % 2);
    const wrongUpTo = (count: number) => labels.map((label, image) => (image < count ? 1 - label : label));
    const run = (name: string, wrong: number) => ({ ...runOf(name, 1, labels, wrongUpTo(wrong)), runId: name });
    const judgement = judge([run('a', 50), run('b', 5), run('c', 120)], { resamples: 200 });
    expect(tones(judgement)).toEqual(['muted', 'good', 'bad']);
    const undecided = judge([run('a', 50), run('b', 49), run('c', 51)], { resamples: 200 });
    expect(tones(undecided)).toEqual(['muted', undefined, undefined]);
    expect(tones()).toEqual(['muted', undefined, undefined]);
  });
});
