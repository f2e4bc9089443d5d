import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { claimRun, handRunTo, isTrainerAlive, RunBusyError, releaseRun } from '../../src/runs/runClaim.js';
import { filesBelow, useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const file = () => path.join(temporary.path, 'trainer.pid');
/** A claim of a process that is gone. */
const stale = JSON.stringify({ pid: process.pid, startedAt: 'another boot/1' });

describe('a claim on a run', () => {
  it('is one process’s until it is given up', () => {
    expect(isTrainerAlive(temporary.path)).toBe(false);
    claimRun(temporary.path);
    expect(isTrainerAlive(temporary.path)).toBe(true);
    expect(() => claimRun(temporary.path)).toThrow(RunBusyError);
    expect(() => claimRun(temporary.path)).toThrow(`by process ${process.pid}`);
    releaseRun(temporary.path);
    expect(isTrainerAlive(temporary.path)).toBe(false);
    claimRun(temporary.path);
    handRunTo(temporary.path, process.ppid);
    expect(JSON.parse(readFileSync(file(), 'utf8')).pid).toBe(process.ppid);
    expect(() => claimRun(temporary.path)).toThrow(`by process ${process.ppid}`);
    expect(filesBelow(temporary.path)).toEqual(['trainer.pid']);
  });

  it.each([
    ['of a process that is gone', stale],
    ['that is empty', ''],
    ['that is no claim', '{"pid": "no"}'],
  ])('%s counts for nothing', (_, text) => {
    writeFileSync(file(), text);
    claimRun(temporary.path);
    expect(isTrainerAlive(temporary.path)).toBe(true);
    expect(filesBelow(temporary.path)).toEqual(['trainer.pid']);
  });

  it('is not taken over while another process takes it over, unless that one is gone', async () => {
    const { createHash } = await import('node:crypto');
    const turn = `${file()}.${createHash('sha256').update(stale).digest('hex').slice(0, 16)}.old`;
    writeFileSync(file(), stale);
    claimRun(temporary.path);
    const living = readFileSync(file(), 'utf8');
    writeFileSync(file(), stale);
    writeFileSync(turn, living);
    expect(() => claimRun(temporary.path)).toThrow(RunBusyError);
    writeFileSync(turn, stale);
    claimRun(temporary.path);
    expect(filesBelow(temporary.path)).toEqual(['trainer.pid']);
  });

  it('says when it cannot be written', () => {
    expect(() => claimRun(path.join(temporary.path, 'none'))).toThrow(/ENOENT/);
    mkdirSync(file());
    expect(() => claimRun(temporary.path)).toThrow();
  });
});
