import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/core/run/events.js';
import { type RunState, reduceRunEvents } from '../../src/core/run/state.js';
import { appendEvent } from '../../src/runs/eventFile.js';
import { readRun } from '../../src/runs/readRun.js';
import { handRunTo, releaseRun } from '../../src/runs/runClaim.js';
import { RunTail, type RunTailOptions } from '../../src/runs/runTail.js';
import { TrainerProcess } from '../../src/runs/trainerProcess.js';
import { bundleScript } from '../support/bundle.js';
import { eventLines, storeEvents } from '../support/eventLines.js';
import { eventually } from '../support/eventually.js';
import { idleTrainer } from '../support/idleTrainer.js';
import { recordedRun } from '../support/recordedRun.js';
import { completedRun, RUN_ID, runStarted } from '../support/runEvents.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const events = completedRun();
const open: RunTail[] = [];
afterEach(() => {
  for (const tail of open.splice(0)) tail.dispose();
});

/** A tail with all that it has told; `state` is what a listener makes of it. */
async function follow(folder: string, options: RunTailOptions = {}) {
  const told = { events: [] as RunEvent[], resets: [] as RunState[], batches: [] as number[] };
  let state: RunState | undefined;
  const tail = await RunTail.open(
    folder,
    {
      onEvents(some) {
        told.events.push(...some);
        told.batches.push(performance.now());
        if (state !== undefined) state = reduceRunEvents(some, state);
      },
      onReset(next) {
        told.resets.push(next);
        state = next;
      },
    },
    { pollMs: 100, intervalMs: 20, deathMs: 60, ...options },
  );
  open.push(tail);
  state = tail.state;
  return {
    tail,
    told,
    get state() {
      return state as RunState;
    },
  };
}

const store = (count: number) => storeEvents(temporary.path, RUN_ID, events.slice(0, count));
const append = (folder: string, text: string) => appendFileSync(path.join(folder, 'events.ndjson'), text);

describe('RunTail', () => {
  it('gives what is there as a state, and each further event once, in order', async () => {
    const folder = store(4);
    handRunTo(folder, process.pid);
    const run = await follow(folder);
    expect(run.state).toEqual((await readRun(folder)).state);
    expect(run.state.status).toBe('running');
    for (const event of events.slice(4)) appendEvent(folder, event);
    await eventually('all events', () => run.told.events.length >= events.length - 4);
    expect(run.told.events).toEqual(events.slice(4));
    expect(run.told.resets).toEqual([]);
    expect(run.state).toEqual((await readRun(folder)).state);
    expect(run.tail.state).toEqual(run.state);
  });

  it.each([20, 5_000])('waits for the rest of a torn line (looking every %i ms when nothing tells)', async (pollMs) => {
    const folder = store(4);
    handRunTo(folder, process.pid);
    const run = await follow(folder, { pollMs });
    const line = eventLines(events.slice(4, 5));
    append(folder, line.slice(0, 30));
    await sleep(150);
    append(folder, line.slice(30, -1));
    await sleep(150);
    expect(run.told.events).toEqual([]);
    append(folder, '\n');
    await eventually('the event', () => run.told.events.length > 0);
    expect(run.told).toMatchObject({ events: [events[4]], resets: [] });
  });

  it('is told at most so often, however fast events come', async () => {
    const folder = store(1);
    handRunTo(folder, process.pid);
    const run = await follow(folder, { intervalMs: 100 });
    const { pid: time } = process;
    for (let step = 1; step <= 300; step += 1) {
      appendEvent(folder, {
        type: 'batchesTrained',
        time,
        epoch: 1,
        step,
        loss: 1,
        accuracy: 0,
        samplesPerSecond: 1,
      });
      await sleep(2);
    }
    await eventually('all events', () => run.told.events.length === 300);
    const [first = 0, last = 0] = [run.told.batches[0], run.told.batches.at(-1)];
    expect(run.told.batches.length).toBeLessThanOrEqual((last - first) / 100 + 2);
    expect(run.state.progress?.step).toBe(300);
  });

  it('begins before there are events', async () => {
    const folder = path.join(temporary.path, RUN_ID);
    mkdirSync(folder);
    handRunTo(folder, process.pid);
    const run = await follow(folder);
    expect(run.state.status).toBe('running');
    writeFileSync(path.join(folder, 'events.ndjson'), eventLines(events.slice(0, 3)));
    await eventually('a state', () => run.state.progress?.step === 5);
    expect(run.state).toEqual((await readRun(folder)).state);
  });

  it.each([
    ['cut off', (file: string) => truncateSync(file, 0)],
    ['written anew, longer', (file: string) => writeFileSync(file, eventLines(recordedRun({ epochs: 20 })))],
    [
      'exchanged',
      (file: string) => {
        writeFileSync(`${file}.x`, eventLines(recordedRun()));
        renameSync(`${file}.x`, file);
      },
    ],
    ['removed', (file: string) => rmSync(file)],
  ])('tells the new state when the file was %s', async (_, change) => {
    const folder = store(6);
    handRunTo(folder, process.pid);
    const run = await follow(folder);
    change(path.join(folder, 'events.ndjson'));
    await eventually('a reset', () => run.told.resets.length > 0);
    expect(run.state).toEqual((await readRun(folder)).state);
    expect(run.told.events).toEqual([]);
    writeFileSync(path.join(folder, 'events.ndjson'), eventLines(events));
    await eventually('the end', () => run.state.status === 'completed' && run.state.started?.runId === RUN_ID);
    expect(run.state).toEqual((await readRun(folder)).state);
  });

  it('tells once that the events cannot be read, and when they can', async () => {
    const folder = store(4);
    handRunTo(folder, process.pid);
    const run = await follow(folder, { pollMs: 20 });
    const file = path.join(folder, 'events.ndjson');
    renameSync(file, `${file}.old`);
    symlinkSync(`${file}.old`, file);
    await eventually('the warning', () => run.state.warnings.some(({ code }) => code === 'no-events'));
    await sleep(150);
    // One when there was none, perhaps, and one for the link.
    expect(run.told.resets.length).toBeLessThanOrEqual(2);
    expect(run.state.warnings[0]?.message).toMatch(/is a link/);
    renameSync(`${file}.old`, file);
    await eventually('the events', () => run.state.warnings.length === 0);
    expect(run.state).toEqual((await readRun(folder)).state);
  });

  it('tells of lines that cannot be read, and of events from a newer version', async () => {
    const folder = store(4);
    handRunTo(folder, process.pid);
    const run = await follow(folder);
    append(folder, `{"type":\n${eventLines([{ type: 'weatherTold', time: 1 }, events[4]])}`);
    await eventually('the warnings', () => run.state.warnings.length === 2);
    expect(run.state).toEqual((await readRun(folder)).state);
    appendEvent(folder, events[5] as RunEvent);
    await eventually('the next event', () => run.told.events.length === 1);
    expect(run.told.events).toEqual([events[5]]);
  });

  it('tells of the death of a trainer, and of a resumption', async () => {
    const folder = store(6);
    const trainer = await idleTrainer(folder);
    const run = await follow(folder);
    expect(run.state.status).toBe('running');
    append(folder, '{"type":"epochEn');
    await trainer.kill();
    await eventually('the death', () => run.state.status === 'interrupted');
    expect(run.state).toEqual((await readRun(folder)).state);
    expect(run.state.warnings.map(({ code }) => code)).toEqual(['torn-line']);
    handRunTo(folder, process.pid);
    await eventually('the new trainer', () => run.state.status === 'running');
    const { engine, versions } = runStarted();
    appendEvent(folder, { type: 'runResumed', time: 5, fromEpoch: 1, engine, versions, notes: [] });
    await eventually('the resumption', () => run.state.resumptions !== undefined);
    appendEvent(folder, { type: 'runStopped', time: 5, durationMs: 5, reason: 'enough' });
    releaseRun(folder);
    await eventually('the end', () => run.state.status === 'stopped');
    expect(run.state).toEqual((await readRun(folder)).state);
  });

  it('takes what a launcher says after the death of its trainer', async () => {
    const folder = store(6);
    const trainer = await idleTrainer(folder);
    const run = await follow(folder);
    await trainer.kill();
    await eventually('the death', () => run.state.status === 'interrupted');
    appendEvent(folder, { type: 'runFailed', time: 5, durationMs: 5, code: 'trainer-died', message: 'It died.' });
    await eventually('the failure', () => run.state.status === 'failed');
    expect(run.state.warnings).toEqual([]);
    expect(run.state).toEqual((await readRun(folder)).state);
  });

  it('follows a real trainer to its end', async () => {
    const folder = path.join(temporary.path, RUN_ID);
    mkdirSync(folder);
    const entry = await bundleScript('slowTrainer.ts', temporary.path);
    const trainer = TrainerProcess.start({ entry, runFolder: folder, request: runStarted().request });
    const run = await follow(folder);
    await eventually('some batches', () => (run.state.progress?.step ?? 0) > 5);
    await trainer.stop('enough');
    await eventually('the end', () => run.state.status === 'stopped');
    expect(run.state).toEqual((await readRun(folder)).state);
  });

  it('lets others have their turn while it reads a large run', async () => {
    const step = (index: number) =>
      ({
        type: 'batchesTrained',
        time: index,
        epoch: 1,
        step: index,
        loss: 1,
        accuracy: 0,
        samplesPerSecond: 1,
      }) as const;
    const many = Array.from({ length: 100_000 }, (_, index) => step(index + 1));
    const folder = storeEvents(temporary.path, RUN_ID, [runStarted(), ...many]);
    let turns = 0;
    let isOver = false;
    const takeTurn = () => {
      turns += 1;
      if (!isOver) setImmediate(takeTurn);
    };
    takeTurn();
    const run = await follow(folder);
    isOver = true;
    expect(run.state.lastTime).toBeGreaterThanOrEqual(100_000);
    // Between slices of 128 KiB.
    expect(turns).toBeGreaterThan(statSync(path.join(folder, 'events.ndjson')).size / 2 ** 17);
  });

  it('says nothing more once it is disposed', async () => {
    const folder = store(4);
    handRunTo(folder, process.pid);
    const run = await follow(folder);
    run.tail.dispose();
    run.tail.dispose();
    appendEvent(folder, events[4] as RunEvent);
    truncateSync(path.join(folder, 'events.ndjson'), 0);
    await sleep(250);
    expect(run.told).toMatchObject({ events: [], resets: [] });
  });
});
