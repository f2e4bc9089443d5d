import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from '../../../../src/engines/tensorflow/install/lock.js';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bakeoff-lock-'));
  file = join(folder, 'deep', 'lock');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function leave(holder: object | string): void {
  rmSync(folder, { recursive: true, force: true });
  file = join(mkdtempSync(join(tmpdir(), 'bakeoff-lock-')), 'lock');
  folder = join(file, '..');
  writeFileSync(file, typeof holder === 'string' ? holder : JSON.stringify(holder));
}

/** The id of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

describe('withLock', () => {
  it('holds the file during the work only, also when the work fails', async () => {
    await withLock(file, {}, async () => expect(existsSync(file)).toBe(true));
    await expect(withLock(file, {}, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(readdirSync(join(file, '..'))).toEqual([]);
  });

  it('lets one in after the other', async () => {
    let inside = 0;
    const order: number[] = [];
    const works = [1, 2, 3, 4, 5].map((number) =>
      withLock(file, { pollMs: 5 }, async () => {
        expect(++inside).toBe(1);
        await wait(10);
        order.push(number);
        inside--;
      }),
    );
    await Promise.all(works);
    expect([...order].sort()).toEqual([1, 2, 3, 4, 5]);
  });

  it('takes over the lock of a process that is gone', async () => {
    leave({ pid: deadPid(), host: hostname(), id: 'old' });
    expect(await withLock(file, {}, async () => 'in')).toBe('in');
    expect(existsSync(file)).toBe(false);
  });

  it('takes over a lock of another machine only when it shows no life', async () => {
    leave({ pid: 1, host: 'elsewhere.example', id: 'other' });
    const waiting: number[] = [];
    await expect(
      withLock(
        file,
        { pollMs: 5, signal: AbortSignal.timeout(60), onWait: (pid) => waiting.push(pid) },
        async () => 'in',
      ),
    ).rejects.toThrow();
    expect(waiting).toEqual([1]);
    utimesSync(file, 1, 1);
    expect(await withLock(file, {}, async () => 'in')).toBe('in');
  });

  it('waits a moment for an unreadable lock, then takes it over', async () => {
    leave('');
    await expect(withLock(file, { pollMs: 5, signal: AbortSignal.timeout(60) }, async () => 'in')).rejects.toThrow();
    utimesSync(file, new Date(Date.now() - 5000), new Date(Date.now() - 5000));
    expect(await withLock(file, { pollMs: 5 }, async () => 'in')).toBe('in');
  });

  it('shows life while it holds', async () => {
    await withLock(file, { staleMs: 60 }, async () => {
      utimesSync(file, 1, 1);
      await wait(100);
      // The next one would take the lock over had it not been touched.
      await expect(
        withLock(file, { staleMs: 60, pollMs: 5, signal: AbortSignal.timeout(30) }, async () => 'in'),
      ).rejects.toThrow();
    });
  });
});
