import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { StoredRun } from '../../src/host/host.js';
import { languageContextOf } from '../../src/host/languageContextOf.js';
import { RunTable } from '../../src/host/runs/runTable.js';
import type { ServedRun } from '../../src/protocol/service.js';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

function contextOf(...runs: readonly Partial<ServedRun>[]) {
  const table = new RunTable();
  const base = { status: 'completed', epochs: 1, warnings: [], isResumable: false } as const;
  const changed = runs.map((run, index) => ({
    ...base,
    runId: `r${index}`,
    folder: `/r/r${index}`,
    startTime: index,
    ...run,
  }));
  table.apply({ root: '/r', changed, removed: [] });
  const store = {
    get all(): readonly StoredRun[] {
      return table.all;
    },
    lastResultOf: (path: string) => table.lastResultOf(path),
  };
  const host = { log: {}, runs: store, definitions: {}, service: {} };
  return languageContextOf(host as never);
}

const uri = { fsPath: '/w/a.model.jsonc' } as never;

describe('the last result above a definition', () => {
  it('is none before the first', () => {
    expect(contextOf({ definitionPath: '/w/a.model.jsonc' }).lastResultOf(uri, '{}')).toBeUndefined();
  });

  it('is stale when the text is another than what was trained', () => {
    const run = {
      definitionPath: '/w/a.model.jsonc',
      testAccuracy: 0.9,
      macroF1: 0.8,
      durationMs: 5,
      definitionHash: hash('{}'),
    };
    const context = contextOf(run);
    const result = { runId: 'r0', accuracy: 0.9, macroF1: 0.8, durationMs: 5 };
    expect(context.lastResultOf(uri, '{}')).toEqual({ ...result, isStale: false });
    expect(context.lastResultOf(uri, '{ }')).toEqual({ ...result, isStale: true });
  });
});
