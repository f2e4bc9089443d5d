import { describe, expect, it } from 'vitest';
import { comparisonTable } from '../../../src/core/report/comparisonTable.js';
import type { Cell } from '../../../src/core/report/table.js';
import { compareRuns } from '../../../src/core/run/comparison.js';
import { type RunState, reduceRunEvents } from '../../../src/core/run/state.js';
import { completedRun } from '../../support/runEvents.js';

function lasting(runId: string, durationMs: number, isEvaluated: boolean): RunState {
  const { evaluation, ...state } = reduceRunEvents(completedRun({ modelName: runId, runId }));
  return { ...state, durationMs, ...(isEvaluated && evaluation !== undefined ? { evaluation } : {}) };
}

/** Models that are marked in a column. */
function marked(states: readonly RunState[], title: string): string[] {
  const { columns, rows } = comparisonTable(compareRuns(states));
  const place = columns.findIndex((column) => column.title === title);
  const toneOf = (cell: Cell | string | undefined) => (typeof cell === 'object' ? cell.tone : undefined);
  return states.flatMap(({ started }, index) =>
    toneOf(rows[index]?.[place]) === 'good' ? [started?.modelName ?? ''] : [],
  );
}

describe('comparisonTable', () => {
  it('marks the shortest time', () => {
    expect(marked([lasting('slow', 9_000, true), lasting('quick', 6_000, true)], 'Time')).toEqual(['quick']);
  });

  it('marks no cost of a run that came to no result: it failed early, it was not cheap', () => {
    const states = [lasting('slow', 9_000, true), lasting('quick', 6_000, true), lasting('failed', 300, false)];
    expect(marked(states, 'Time')).toEqual(['quick']);
  });
});
