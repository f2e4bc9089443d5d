import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/core/run/events.js';
import { appendEvent } from '../../src/runs/eventFile.js';
import { labelRun } from '../../src/runs/labelFile.js';
import { listRuns } from '../../src/runs/listRuns.js';
import { RootWatcher, type RootWatcherOptions, type WatchedRun } from '../../src/runs/rootWatcher.js';
import { handRunTo, releaseRun } from '../../src/runs/runClaim.js';
import { TrainerProcess } from '../../src/runs/trainerProcess.js';
import { bundleScript } from '../support/bundle.js';
import { storeEvents } from '../support/eventLines.js';
import { eventually } from '../support/eventually.js';
import { idleTrainer } from '../support/idleTrainer.js';
import { completedRun, runStarted } from '../support/runEvents.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const idOf = (number: number) => `20310405-060708-cnn-s0-${number.toString(16).padStart(4, '0')}`;
const root = () => path.join(temporary.path, 'runs');
const store = (number: number, count = Number.POSITIVE_INFINITY) =>
  storeEvents(root(), idOf(number), completedRun({ runId: idOf(number) }).slice(0, count));
const open: RootWatcher[] = [];
afterEach(() => {
  for (const watcher of open.splice(0)) watcher.dispose();
});

/** A watcher, what a listener has made of its notices, and when they came. */
async function watch(options: RootWatcherOptions = {}) {
  const times: number[] = [];
  const runs = new Map<string, WatchedRun>();
  const watcher = await RootWatcher.open(
    root(),
    ({ changed, removed }) => {
      times.push(performance.now());
      for (const run of changed) runs.set(run.runId, run);
      for (const id of removed) runs.delete(id);
    },
    { sweepMs: 100, intervalMs: 20, tail: { pollMs: 100, intervalMs: 20, deathMs: 60 }, ...options },
  );
  open.push(watcher);
  for (const run of watcher.runs) runs.set(run.runId, run);
  return { watcher, runs, times, status: (number: number) => runs.get(idOf(number))?.status };
}

/** What was told is what a listing gives; but for how far running runs are. */
async function expectListed(runs: ReadonlyMap<string, WatchedRun>): Promise<void> {
  const listed = (await listRuns(root())).runs;
  const told = [...runs.values()].map(({ progress: _, ...run }) => run);
  expect(told.sort((a, b) => (a.runId < b.runId ? -1 : 1))).toEqual(listed);
}

describe('RootWatcher', () => {
  it('gives the listing, then runs that come, change and go', async () => {
    for (const number of [1, 2, 3]) store(number);
    const { watcher, runs } = await watch();
    expect(watcher.runs).toEqual((await listRuns(root())).runs);
    store(4);
    await eventually('the new run', () => runs.size === 4);
    await labelRun(path.join(root(), idOf(2)), 'wider');
    await eventually('the label', () => runs.get(idOf(2))?.label === 'wider');
    rmSync(path.join(root(), idOf(1)), { recursive: true });
    await eventually('the removal', () => runs.size === 3);
    appendEvent(path.join(root(), idOf(3)), completedRun()[2] as RunEvent);
    await eventually('the change', () => runs.get(idOf(3))?.warnings.length === 1);
    await expectListed(runs);
    expect(watcher.runs.map(({ runId }) => runId)).toEqual([2, 3, 4].map(idOf));
  });

  it('waits for a root, and for one that is made again', async () => {
    const { watcher, runs } = await watch();
    expect(watcher.runs).toEqual([]);
    store(1);
    await eventually('the first run', () => runs.size === 1);
    rmSync(root(), { recursive: true });
    await eventually('its removal', () => runs.size === 0);
    store(2);
    await eventually('the second run', () => runs.size === 1);
    await expectListed(runs);
  });

  it('tells live how far a real training is, and its end', async () => {
    store(1);
    const { runs, status } = await watch();
    const entry = await bundleScript('slowTrainer.ts', temporary.path);
    const runFolder = path.join(root(), idOf(2));
    mkdirSync(runFolder);
    await sleep(150);
    // Made but not yet claimed: it is no interrupted run.
    expect(status(2)).toBeUndefined();
    const trainer = TrainerProcess.start({ entry, runFolder, request: runStarted().request });
    const steps = new Set<number>();
    await eventually('several steps', () => {
      const step = runs.get(idOf(2))?.progress?.step;
      if (step !== undefined) steps.add(step);
      return steps.size > 5;
    });
    expect(runs.get(idOf(2))).toMatchObject({ status: 'running', modelName: 'CNN', isResumable: false });
    await trainer.stop('enough');
    await eventually('the end', () => status(2) === 'stopped');
    expect(runs.get(idOf(2))).toMatchObject({ stopReason: 'enough', isResumable: true });
    expect(runs.get(idOf(2))?.progress).toBeUndefined();
    await expectListed(runs);
  });

  it('tells that a running run’s process has died, and that another goes on with it', async () => {
    const folder = store(1, 6);
    const trainer = await idleTrainer(folder);
    const { watcher, runs, status } = await watch();
    expect(watcher.runs[0]).toMatchObject({ status: 'running', progress: { epoch: 2 } });
    await trainer.kill();
    await eventually('the death', () => status(1) === 'interrupted');
    await expectListed(runs);
    handRunTo(folder, process.pid);
    await eventually('the new trainer', () => status(1) === 'running');
    const { engine, versions } = runStarted();
    appendEvent(folder, { type: 'runResumed', time: 5, fromEpoch: 1, engine, versions, notes: [] });
    appendEvent(folder, { type: 'runStopped', time: 5, durationMs: 5, reason: 'enough' });
    releaseRun(folder);
    await eventually('the end', () => status(1) === 'stopped');
    await expectListed(runs);
  });

  it('looks at many runs a part at a time, and at some at once when asked', async () => {
    for (let number = 0; number < 50; number += 1) store(number);
    const { watcher, runs } = await watch({ runsPerSweep: 10, sweepMs: 60_000 });
    await labelRun(path.join(root(), idOf(45)), 'late');
    await watcher.refresh([idOf(45)]);
    expect(runs.get(idOf(45))?.label).toBe('late');
    for (const number of [3, 33, 49]) await labelRun(path.join(root(), idOf(number)), 'x');
    await watcher.refresh();
    expect([...runs.values()].filter(({ label }) => label === 'x')).toHaveLength(3);
    rmSync(path.join(root(), idOf(33)), { recursive: true });
    await watcher.refresh([idOf(33)]);
    expect(runs.size).toBe(49);
    rmSync(path.join(root(), idOf(3)), { recursive: true });
    await watcher.refresh();
    expect(runs.size).toBe(48);
    watcher.dispose();
    const slow = await watch({ runsPerSweep: 10, sweepMs: 30 });
    await labelRun(path.join(root(), idOf(45)), 'later');
    await eventually('its turn', () => slow.runs.get(idOf(45))?.label === 'later');
    await expectListed(slow.runs);
  });

  it('takes in hundreds of new runs bit by bit', async () => {
    const { runs, times } = await watch({ intervalMs: 100 });
    for (let number = 0; number < 500; number += 1) store(number);
    await eventually('all runs', () => runs.size === 500);
    await expectListed(runs);
    const [first = 0, last = 0] = [times[0], times.at(-1)];
    expect(times.length).toBeLessThanOrEqual((last - first) / 100 + 2);
  });

  it('keeps what it knows while the root cannot be read, and says so', async () => {
    store(1);
    const { watcher, runs } = await watch();
    rmSync(root(), { recursive: true });
    writeFileSync(root(), '');
    await eventually('the warning', () => watcher.warnings.some(({ code }) => code === 'unreadable-root'));
    expect(runs.size).toBe(1);
  });

  it('tells nothing more once it is disposed, and refreshes nothing', async () => {
    store(1, 6);
    handRunTo(path.join(root(), idOf(1)), process.pid);
    const { watcher, times } = await watch();
    watcher.dispose();
    watcher.dispose();
    const { length } = times;
    store(2);
    appendEvent(path.join(root(), idOf(1)), completedRun()[6] as RunEvent);
    await watcher.refresh();
    await sleep(250);
    expect(times.length).toBe(length);
  });
});
