import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/core/run/events.js';
import type { RunRequest } from '../../src/core/run/request.js';
import { readRun } from '../../src/runs/readRun.js';
import {
  type Attempt,
  annText,
  crash,
  epochsOf,
  makeImages,
  outcomeOf,
  requestOf,
  resumeRun,
  startRun,
  triedEngines,
} from '../support/faultRuns.js';
import { useFaultTable } from '../support/faultTable.js';

const faults = useFaultTable();
const engine = triedEngines.includes('portable') ? 'portable' : triedEngines[0];

/** Why file systems cannot be mounted here; undefined if they can. */
function reasonToSkip(): string | undefined {
  if (process.platform !== 'linux') return 'only on Linux can a small file system be made without further ado';
  const folder = mkdtempSync(path.join(tmpdir(), 'bakeoff-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'file systems cannot be mounted: this needs root';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const reason = engine === undefined ? 'there is no engine' : reasonToSkip();
if (reason !== undefined) process.stderr.write(`SKIPPED: full and read-only disks are not tried: ${reason}\n`);

describe.skipIf(reason !== undefined)('a disk', () => {
  let root = '';
  let disk = '';
  let request: RunRequest;
  let outcome: Record<string, unknown> = {};

  beforeAll(async () => {
    root = mkdtempSync(path.join(tmpdir(), 'bakeoff-disk-'));
    disk = path.join(root, 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'none', disk]);
    request = requestOf(engine ?? '', makeImages(root), annText(24));
    const whole = await startRun(path.join(root, 'whole'), request);
    await whole.events;
    outcome = await outcomeOf(whole.folder);
  }, 60_000);
  afterAll(() => {
    execFileSync('umount', ['-l', disk]);
    rmSync(root, { recursive: true, force: true });
  });

  const ballast = () => path.join(disk, 'ballast');
  /** Leaves so many bytes free, at most; 0: not one. */
  const fill = (left: number) => {
    const { bavail, bsize } = statfsSync(disk);
    try {
      writeFileSync(ballast(), Buffer.alloc(Math.max(0, bavail * bsize - left)));
    } catch (error) {
      // The trainer, which writes too, was faster: full it is.
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  };
  const free = () => rmSync(ballast(), { force: true });
  const endOf = async (attempt: Attempt): Promise<RunEvent | undefined> => (await attempt.events).at(-1);

  afterEach(free);

  it.each([
    ['full to the last byte during an epoch', 0, 'disk-full'],
    ['full when a checkpoint is written', 300_000, 'disk-full'],
  ])(
    '%s ends the run with a clear error, and the run goes on when there is room again',
    async (fault, left, code) => {
      const attempt = await startRun(path.join(disk, 'runs'), request);
      await epochsOf(attempt.folder, 2);
      faults.tried(`disk ${fault}`);
      fill(left);
      const end = await endOf(attempt);
      expect(end).toMatchObject({
        type: 'runFailed',
        code,
        message: expect.stringMatching(/^The disk is full: .*Free some space/),
      });
      const { state } = await readRun(attempt.folder);
      expect(['failed', 'interrupted']).toContain(state.status);
      expect(state.epochs.length).toBeGreaterThanOrEqual(2);
      expect(state.warnings.length).toBeLessThanOrEqual(1);
      expect(existsSync(path.join(attempt.folder, 'checkpoint'))).toBe(true);
      // Still full: it says so, and the run stays as it is.
      const again = await resumeRun(attempt.folder).then(endOf, (error: Error) => error);
      expect(JSON.stringify(again instanceof Error ? again.message : again)).toMatch(/ENOSPC|disk is full/);
      free();
      await (await resumeRun(attempt.folder)).events;
      expect(await outcomeOf(attempt.folder)).toEqual(outcome);
      faults.survived(`disk ${fault}`);
    },
    60_000,
  );

  it('that becomes read-only refuses the resumption, and the run goes on once it can be written', async () => {
    const fault = 'run folder made read-only';
    const attempt = await startRun(path.join(disk, 'runs'), request);
    await epochsOf(attempt.folder, 2);
    await crash(attempt, 0);
    faults.tried(fault);
    const before = readFileSync(path.join(attempt.folder, 'events.ndjson'), 'utf8');
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    try {
      expect((await readRun(attempt.folder)).state.status).toBe('failed');
      await expect(resumeRun(attempt.folder)).rejects.toThrow(/EROFS/);
      await expect(startRun(path.join(disk, 'runs'), request)).rejects.toThrow(/EROFS/);
    } finally {
      execFileSync('mount', ['-o', 'remount,rw', disk]);
    }
    expect(readFileSync(path.join(attempt.folder, 'events.ndjson'), 'utf8')).toBe(before);
    await (await resumeRun(attempt.folder)).events;
    expect(await outcomeOf(attempt.folder)).toEqual(outcome);
    faults.survived(fault);
  }, 60_000);

  it('whose run folder takes no new files while it is trained ends the run with a clear error', async (context) => {
    const fault = 'run folder that takes no new files during the run';
    const attempt = await startRun(path.join(root, 'frozen'), request);
    await epochsOf(attempt.folder, 2);
    const frozen = path.join(attempt.folder, 'checkpoint');
    try {
      execFileSync('chattr', ['+i', frozen], { stdio: 'ignore' });
    } catch {
      await attempt.events;
      process.stderr.write('SKIPPED: a frozen folder is not tried: chattr does not work here\n');
      context.skip();
    }
    faults.tried(fault);
    try {
      expect(await endOf(attempt)).toMatchObject({ type: 'runFailed', code: 'not-writable' });
    } finally {
      execFileSync('chattr', ['-i', frozen]);
    }
    await (await resumeRun(attempt.folder)).events;
    expect(await outcomeOf(attempt.folder)).toEqual(outcome);
    faults.survived(fault);
  }, 60_000);
});
