import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { identifyProcess } from '../../src/runs/processIdentity.js';
import { readRun } from '../../src/runs/readRun.js';
import { claimRun, handRunTo, releaseRun } from '../../src/runs/runClaim.js';
import { parseStopRequest, writeStopRequest } from '../../src/runs/stopRequest.js';
import { StopRunError, stopRun } from '../../src/runs/stopRun.js';
import { TrainerProcess } from '../../src/runs/trainerProcess.js';
import { bundleScript } from '../support/bundle.js';
import { storeEvents } from '../support/eventLines.js';
import { idleTrainer } from '../support/idleTrainer.js';
import { completedRun, RUN_ID, runStarted } from '../support/runEvents.js';
import { type StartedTrainer, startTrainer } from '../support/startedTrainer.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const started: StartedTrainer[] = [];
afterEach(() => {
  for (const { pid, parent } of started.splice(0))
    for (const end of [() => parent.kill('SIGKILL'), () => process.kill(pid, 'SIGKILL')])
      try {
        end();
      } catch {
        // It is gone.
      }
});

async function start(...args: [Record<string, string>, Parameters<typeof startTrainer>[2]]): Promise<StartedTrainer> {
  const trainer = await startTrainer(temporary.path, ...args);
  started.push(trainer);
  return trainer;
}

const isLeft = (folder: string) => ['stop.json', 'trainer.pid'].filter((name) => existsSync(path.join(folder, name)));
/** Events of a kind on disk. */
const ends = (folder: string) =>
  readFileSync(path.join(folder, 'events.ndjson'), 'utf8').match(/"type":"run(Stopped|Failed|Completed)"/g) ?? [];

describe('stopRun', () => {
  it('stops a training of another process, which hears of it', async () => {
    const { parent, pid, folder } = await start({}, {});
    const gone = new Promise((resolve) => parent.once('exit', resolve));
    const before = performance.now();
    await stopRun(folder, { reason: 'stopped in another window' });
    expect(performance.now() - before).toBeLessThan(3_000);
    expect(identifyProcess(pid)).toBeUndefined();
    expect((await readRun(folder)).state).toMatchObject({ status: 'stopped', stopReason: 'stopped in another window' });
    await gone;
    expect(ends(folder)).toHaveLength(1);
    expect(isLeft(folder)).toEqual([]);
  });

  it('stops a training whose starter is gone', async () => {
    const { parent, pid, folder } = await start({}, { afterParent: 'continue' });
    parent.kill('SIGKILL');
    await sleep(100);
    await stopRun(folder, { reason: 'stopped after a reload' });
    expect(identifyProcess(pid)).toBeUndefined();
    expect((await readRun(folder)).state).toMatchObject({ status: 'stopped', stopReason: 'stopped after a reload' });
    expect(isLeft(folder)).toEqual([]);
  });

  it.each([
    ['lives', false],
    ['is gone', true],
  ])(
    'ends a trainer that does not answer, and gives the run an end (its starter %s)',
    async (_, isOrphan) => {
      const { parent, pid, folder } = await start({ SLOW_TRAINER: 'stubborn' }, { afterParent: 'continue' });
      if (isOrphan) parent.kill('SIGKILL');
      await sleep(100);
      await stopRun(folder, { reason: 'enough', timeoutMs: 600 });
      expect(identifyProcess(pid)).toBeUndefined();
      const { state } = await readRun(folder);
      expect(state).toMatchObject({
        status: 'stopped',
        stopReason: 'enough (the trainer did not answer and was ended)',
        warnings: [],
      });
      expect(ends(folder)).toHaveLength(1);
      expect(isLeft(folder)).toEqual([]);
    },
    20_000,
  );

  it('may be asked by several at once', async () => {
    const { folder } = await start({}, { afterParent: 'continue' });
    await Promise.all([1, 2, 3].map((number) => stopRun(folder, { reason: `stopped by ${number}` })));
    expect(ends(folder)).toHaveLength(1);
    expect((await readRun(folder)).state.status).toBe('stopped');
    expect(isLeft(folder)).toEqual([]);
  });

  it('does nothing where nobody trains', async () => {
    const folder = storeEvents(temporary.path, RUN_ID, completedRun().slice(0, 6));
    await stopRun(folder, { reason: 'enough' });
    expect((await readRun(folder)).state.status).toBe('interrupted');
    expect(isLeft(folder)).toEqual([]);
    await stopRun(path.join(temporary.path, 'none'), { reason: 'enough' });
  });

  it('never kills who only prepares a run, or is not certain to be its trainer', async () => {
    const folder = storeEvents(temporary.path, RUN_ID, completedRun().slice(0, 6));
    claimRun(folder);
    await expect(stopRun(folder, { reason: 'enough', timeoutMs: 100 })).rejects.toThrow(/is being prepared by process/);
    // In its own name: this very process.
    handRunTo(folder, process.pid);
    await expect(stopRun(folder, { reason: 'enough', timeoutMs: 100 })).rejects.toThrow(StopRunError);
    releaseRun(folder);
    const stranger = await idleTrainer(folder);
    const file = path.join(folder, 'trainer.pid');
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), startedAt: null }));
    await expect(stopRun(folder, { reason: 'enough', timeoutMs: 100 })).rejects.toThrow(/end it yourself/);
    expect(identifyProcess(stranger.pid)).toBeDefined();
    await stranger.kill();
    expect(existsSync(path.join(folder, 'stop.json'))).toBe(false);
  });

  it('ends a living trainer that is no group’s leader', async () => {
    const folder = storeEvents(temporary.path, RUN_ID, completedRun().slice(0, 6));
    const trainer = await idleTrainer(folder);
    const file = path.join(folder, 'trainer.pid');
    // As if its starter were gone.
    const { starter, ...claim } = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...claim, starter: { ...starter, startedAt: 'another boot/1' } }));
    await stopRun(folder, { reason: 'enough', timeoutMs: 100 });
    expect(identifyProcess(trainer.pid)).toBeUndefined();
    expect((await readRun(folder)).state.status).toBe('stopped');
  });
});

describe('a request to stop', () => {
  it('that is left over does not stop a later training', async () => {
    const folder = path.join(temporary.path, RUN_ID);
    mkdirSync(folder);
    const entry = await bundleScript('slowTrainer.ts', temporary.path);
    writeStopRequest(folder, { trainer: { pid: 1, startedAt: null }, reason: 'old', time: 1 });
    const trainer = TrainerProcess.start({ entry, runFolder: folder, request: runStarted().request });
    expect(isLeft(folder)).toEqual(['trainer.pid']);
    // Even if it names the same number: another process had it.
    const stale = { pid: trainer.pid ?? 0, startedAt: 'another boot/1' };
    writeStopRequest(folder, { trainer: stale, reason: 'old', time: 1 });
    await sleep(1_200);
    expect((await readRun(folder)).state).toMatchObject({ status: 'running' });
    await trainer.stop('enough');
    expect((await readRun(folder)).state).toMatchObject({ status: 'stopped', stopReason: 'enough' });
    expect(isLeft(folder)).toEqual([]);
  });

  it.each(['', 'null', '{}', '{"trainer":{"pid":1,"startedAt":null},"reason":7,"time":1}', '{"reason":"x","time":1}'])(
    'is none in %s',
    (text) => expect(parseStopRequest(text)).toBeUndefined(),
  );
});
