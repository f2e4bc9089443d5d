import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRun } from '../../src/runs/readRun.js';
import { forgetWatchers, isRunWatched, unwatchRun, watchRun } from '../../src/runs/runWatchers.js';
import { storeRun } from '../support/storedRun.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const own = () => path.join(temporary.path, 'watchers', `${process.pid}.json`);

describe('who watches a run', () => {
  it('is who says so, until it says no more', () => {
    expect(isRunWatched(temporary.path)).toBe(false);
    unwatchRun(temporary.path);
    watchRun(temporary.path);
    watchRun(temporary.path);
    expect(isRunWatched(temporary.path)).toBe(true);
    unwatchRun(temporary.path);
    expect(isRunWatched(temporary.path)).toBe(false);
    watchRun(temporary.path);
    forgetWatchers(temporary.path);
    expect(isRunWatched(temporary.path)).toBe(false);
  });

  it.each(['', '{}', 'null', JSON.stringify({ pid: process.pid, startedAt: 'another boot/1' })])(
    'is nobody where the file says %s',
    (text) => {
      mkdirSync(path.dirname(own()));
      writeFileSync(own(), text);
      expect(isRunWatched(temporary.path)).toBe(false);
    },
  );

  it('is nobody where the file is a link, or the folder a file', () => {
    watchRun(temporary.path);
    const other = path.join(temporary.path, 'other');
    mkdirSync(path.join(other, 'watchers'), { recursive: true });
    symlinkSync(own(), path.join(other, 'watchers', '1.json'));
    expect(isRunWatched(other)).toBe(false);
    const third = path.join(temporary.path, 'third');
    mkdirSync(third);
    writeFileSync(path.join(third, 'watchers'), '');
    expect(isRunWatched(third)).toBe(false);
  });

  it('is no foreign file of a run', async () => {
    const folder = await storeRun(temporary.path, '20310405-060708-cnn-s0-0001');
    watchRun(folder);
    const { state } = await readRun(folder);
    expect(state.warnings.filter(({ code }) => code === 'foreign-file')).toEqual([]);
  });
});
