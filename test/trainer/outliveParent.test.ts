import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { identifyProcess } from '../../src/runs/processIdentity.js';
import { readRun } from '../../src/runs/readRun.js';
import { isTrainerAlive } from '../../src/runs/runClaim.js';
import { unwatchRun, watchRun } from '../../src/runs/runWatchers.js';
import { type StartedTrainer, secondsUntilGone, startTrainer } from '../support/startedTrainer.js';
import { filesBelow, useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const started: StartedTrainer[] = [];
afterEach(() => {
  for (const { pid, parent } of started.splice(0)) {
    parent.kill('SIGKILL');
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has come to its end.
    }
  }
});

async function start(...args: [Record<string, string>, Parameters<typeof startTrainer>[2]]): Promise<StartedTrainer> {
  const trainer = await startTrainer(temporary.path, ...args);
  started.push(trainer);
  return trainer;
}

const stepOf = async (folder: string) => (await readRun(folder)).state.progress?.step ?? 0;

describe('a trainer that may outlive its parent', () => {
  it('goes on to its end, writes its log, and gives up its claim', async () => {
    const { parent, pid, folder } = await start({ SLOW_TRAINER: 'short' }, { afterParent: 'continue' });
    parent.kill('SIGKILL');
    await sleep(300);
    expect((await readRun(folder)).state.status).toBe('running');
    const before = await stepOf(folder);
    expect(await secondsUntilGone(pid)).toBeGreaterThan(1);
    expect(before).toBeLessThan(200);
    const { state } = await readRun(folder);
    expect(state.status).toBe('completed');
    expect(state.warnings.filter(({ code }) => code !== 'missing-file')).toEqual([]);
    const steps = Array.from({ length: 200 }, (_, index) => `step ${index + 1}\n`).join('');
    expect(readFileSync(path.join(folder, 'trainer.log'), 'utf8')).toBe(steps);
    expect(filesBelow(folder)).toEqual(['events.ndjson', 'request.json', 'trainer.log']);
  });

  it('reads as interrupted, and can be resumed, when it is killed too', async () => {
    const { parent, pid, folder } = await start({}, { afterParent: 'continue' });
    parent.kill('SIGKILL');
    await sleep(100);
    process.kill(pid, 'SIGKILL');
    await secondsUntilGone(pid);
    expect((await readRun(folder)).state.status).toBe('interrupted');
    expect(isTrainerAlive(folder)).toBe(false);
  });

  it('still stops at SIGTERM', async () => {
    const { parent, pid, folder } = await start({}, { afterParent: 'continue' });
    parent.kill('SIGKILL');
    await sleep(100);
    process.kill(pid, 'SIGTERM');
    expect(await secondsUntilGone(pid)).toBeLessThan(3);
    expect((await readRun(folder)).state).toMatchObject({ status: 'stopped', stopReason: 'ended by SIGTERM' });
    expect(existsSync(path.join(folder, 'trainer.pid'))).toBe(false);
  });
});

describe('a trainer that stops unless it is watched', () => {
  const afterParent = 'stopUnlessWatched';

  it('stops when nobody has come within its grace, with a reason', async () => {
    const { parent, pid, folder } = await start({}, { afterParent, watchGraceMs: 1_000 });
    parent.kill('SIGKILL');
    const seconds = await secondsUntilGone(pid);
    expect(seconds).toBeGreaterThan(0.8);
    expect(seconds).toBeLessThan(5);
    expect((await readRun(folder)).state).toMatchObject({
      status: 'stopped',
      stopReason: 'the program that started the training ended, and nobody watched it any more',
      warnings: [],
    });
    expect(isTrainerAlive(folder)).toBe(false);
  });

  it('goes on while somebody watches, and stops some time after', async () => {
    const { parent, pid, folder } = await start({}, { afterParent, watchGraceMs: 800 });
    watchRun(folder);
    parent.kill('SIGKILL');
    await sleep(2_500);
    expect(identifyProcess(pid)).toBeDefined();
    const before = await stepOf(folder);
    await sleep(200);
    expect(await stepOf(folder)).toBeGreaterThan(before);
    unwatchRun(folder);
    expect(await secondsUntilGone(pid)).toBeLessThan(5);
    expect((await readRun(folder)).state.status).toBe('stopped');
    expect(filesBelow(folder)).not.toContain('trainer.pid');
    expect(existsSync(path.join(folder, 'watchers'))).toBe(false);
  });
});
