import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredRun } from '../../../src/host/host.js';
import { mergeChanges, pathKey, RunTable } from '../../../src/host/runs/runTable.js';
import type { ServedRun } from '../../../src/protocol/service.js';

function served(runId: string, more: Partial<ServedRun> = {}, root = '/r'): ServedRun {
  const base = { status: 'completed', epochs: 1, warnings: [], isResumable: false } as const;
  return { ...base, runId, folder: `${root}/${runId}`, ...more };
}

const ids = (runs: readonly StoredRun[]) => runs.map(({ runId }) => runId);

describe('the table of runs', () => {
  it('lists the newest first, whatever order they came in', () => {
    const table = new RunTable();
    table.apply({ root: '/r', changed: [served('b', { startTime: 2 }), served('c', { startTime: 3 })], removed: [] });
    table.apply({ root: '/r', changed: [served('a', { startTime: 1 })], removed: [] });
    expect(ids(table.all)).toEqual(['c', 'b', 'a']);
  });

  it('sorts runs without a recorded start by their ids', () => {
    const table = new RunTable();
    table.apply({ root: '/r', changed: [served('1'), served('3'), served('2', { startTime: 9 })], removed: [] });
    expect(ids(table.all)).toEqual(['3', '2', '1']);
  });

  it('gives the same list until a run changes', () => {
    const table = new RunTable();
    table.apply({ root: '/r', changed: [served('a')], removed: [] });
    const before = table.all;
    expect(table.all).toBe(before);
    table.apply({ root: '/r', changed: [served('a', { status: 'failed' })], removed: [] });
    expect(table.all).not.toBe(before);
    expect(table.all[0]?.status).toBe('failed');
  });

  it('finds a run by id and by folder, of two with one id the newer', () => {
    const table = new RunTable();
    table.apply({ root: '/r', changed: [served('a', { startTime: 1 })], removed: [] });
    table.apply({ root: '/s', changed: [served('a', { startTime: 2 }, '/s')], removed: [] });
    expect(table.get('a')?.root).toBe('/s');
    expect(table.get('/r/a')?.root).toBe('/r');
    expect(table.get('b')).toBeUndefined();
  });

  it('tells what changed and what is gone', () => {
    const table = new RunTable();
    const first = table.apply({ root: '/r', changed: [served('a'), served('b')], removed: ['never'] });
    expect(first).toEqual({ changed: new Set(['a', 'b']), removed: new Set() });
    expect(table.apply({ root: '/r', changed: [], removed: ['a'] })).toEqual({
      changed: new Set(),
      removed: new Set(['a']),
    });
    expect(ids(table.all)).toEqual(['b']);
  });

  it('forgets a root, and only that', () => {
    const table = new RunTable();
    table.apply({ root: '/r', changed: [served('a')], removed: [] });
    table.apply({ root: '/s', changed: [served('b', {}, '/s')], removed: [] });
    expect(table.removeRoot('/r').removed).toEqual(new Set(['a']));
    expect(ids(table.all)).toEqual(['b']);
  });

  it('knows the last result of a definition: the newest run that was evaluated', () => {
    const table = new RunTable();
    const definitionPath = '/w/cnn.model.jsonc';
    table.apply({
      root: '/r',
      changed: [
        served('old', { startTime: 1, testAccuracy: 0.8, definitionPath }),
        served('good', { startTime: 2, testAccuracy: 0.9, definitionPath }),
        served('failed', { startTime: 3, status: 'failed', definitionPath }),
        served('other', { startTime: 4, testAccuracy: 0.7, definitionPath: '/w/ann.model.jsonc' }),
      ],
      removed: [],
    });
    expect(table.lastResultOf('/w/./cnn.model.jsonc')?.runId).toBe('good');
    expect(table.lastResultOf('/w/none.model.jsonc')).toBeUndefined();
    table.apply({ root: '/r', changed: [], removed: ['good'] });
    expect(table.lastResultOf(definitionPath)?.runId).toBe('old');
  });

  it('follows a run while it trains, and when it has a result', () => {
    const table = new RunTable();
    const definitionPath = '/w/a.model.jsonc';
    const started = { startTime: 2, definitionPath };
    const tell = (more: Partial<ServedRun>) =>
      table.apply({ root: '/r', changed: [served('b', { ...started, ...more })], removed: [] });
    table.apply({ root: '/r', changed: [served('a', { startTime: 1 }), served('c', { startTime: 3 })], removed: [] });
    tell({ status: 'running' });
    expect(ids(table.all)).toEqual(['c', 'b', 'a']);
    expect(table.lastResultOf(definitionPath)).toBeUndefined();
    tell({ status: 'running', epochs: 2 });
    tell({ status: 'running', epochs: 3 });
    expect(table.all.map(({ epochs }) => epochs)).toEqual([1, 3, 1]);
    expect(table.get('b')?.epochs).toBe(3);
    tell({ testAccuracy: 0.5 });
    expect(table.lastResultOf(definitionPath)?.testAccuracy).toBe(0.5);
    tell({ testAccuracy: 0.6 });
    expect(table.lastResultOf(definitionPath)?.testAccuracy).toBe(0.6);
    expect(table.get('/r/b')).toBe(table.all[1]);
  });

  it('is at any time what the last word on each run says', () => {
    const notice = fc.record({
      changed: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd')),
      removed: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd')),
      time: fc.nat(2),
      accuracy: fc.option(fc.constantFrom(0.5, 0.9), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(notice), (notices) => {
        const table = new RunTable();
        const expected = new Map<string, number>();
        for (const { changed, removed, time, accuracy } of notices) {
          const more = {
            startTime: time,
            definitionPath: '/d',
            ...(accuracy === undefined ? {} : { testAccuracy: accuracy }),
          };
          table.apply({ root: '/r', changed: changed.map((id) => served(id, more)), removed });
          table.lastResultOf('/d');
          for (const id of removed) expected.delete(id);
          for (const id of changed) expected.set(id, time);
        }
        expect(new Map(table.all.map(({ runId, startTime }) => [runId, startTime]))).toEqual(expected);
        const times = table.all.map(({ startTime }) => startTime ?? 0);
        expect(times).toEqual(times.toSorted((a, b) => b - a));
        for (const run of table.all) expect(table.get(run.runId)).toBe(run);
        expect(table.lastResultOf('/d')).toBe(table.all.find(({ testAccuracy }) => testAccuracy !== undefined));
      }),
    );
  });
});

describe('changes of runs', () => {
  it('of which the later counts', () => {
    const first = { changed: new Set(['a', 'b']), removed: new Set(['c', 'd']) };
    const second = { changed: new Set(['c']), removed: new Set(['a']) };
    expect(mergeChanges(first, second)).toEqual({ changed: new Set(['b', 'c']), removed: new Set(['d', 'a']) });
  });
});

describe('the key of a path', () => {
  it('is the same for one file', () => {
    expect(pathKey('C:\\W\\A.model.jsonc', 'win32')).toBe(pathKey('c:/w/x/../a.model.jsonc', 'win32'));
    expect(pathKey('/w/./a', 'linux')).toBe('/w/a');
    expect(pathKey('/w/A', 'linux')).not.toBe(pathKey('/w/a', 'linux'));
  });
});
