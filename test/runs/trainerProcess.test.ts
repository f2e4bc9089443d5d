import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/core/run/events.js';
import { reduceRunEvents } from '../../src/core/run/state.js';
import { identifyProcess } from '../../src/runs/processIdentity.js';
import { readRun } from '../../src/runs/readRun.js';
import { TrainerProcess, type TrainingOptions } from '../../src/runs/trainerProcess.js';
import { eventLines } from '../support/eventLines.js';
import { completedRun, RUN_ID, runStarted } from '../support/runEvents.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const events = completedRun();
const entry = path.join(__dirname, '..', 'support', 'fakeTrainer.mjs');
const folderOf = () => path.join(temporary.path, RUN_ID);
const read = (name: string) => readFileSync(path.join(folderOf(), name), 'utf8');

function start(behaviour: string, options: Partial<TrainingOptions> = {}): TrainerProcess {
  mkdirSync(folderOf());
  const file = path.join(temporary.path, 'events');
  writeFileSync(file, eventLines(events));
  return TrainerProcess.start({
    entry,
    runFolder: folderOf(),
    request: runStarted().request,
    ...options,
    env: { FAKE_TRAINER: behaviour, FAKE_EVENTS: file, ...options.env },
  });
}

async function collect(trainer: TrainerProcess): Promise<RunEvent[]> {
  const received: RunEvent[] = [];
  for await (const event of trainer.events) received.push(event);
  return received;
}

/** What every ending promises: the events received are the events on disk, and the folder reads as ended. */
async function expectSettled(received: readonly RunEvent[]) {
  const { state } = await readRun(folderOf());
  expect({ ...state, warnings: [] }).toEqual(reduceRunEvents(received));
  expect(['completed', 'stopped', 'failed']).toContain(state.status);
  expect(existsSync(path.join(folderOf(), 'trainer.pid'))).toBe(false);
  return state;
}

describe('TrainerProcess', () => {
  it('gives every event once, in order, and keeps the log', async () => {
    const trainer = start('complete', { execArgv: ['--no-warnings'], env: { FAKE_HELLO: 'world' } });
    expect(JSON.parse(read('trainer.pid')).pid).toBe(trainer.pid);
    expect(await collect(trainer)).toEqual(events);
    expect(await trainer.exited).toEqual({ code: 0, signal: null, wasKilled: false });
    expect(read('trainer.log')).toBe('arguments --no-warnings; hello world\n');
    expect((await expectSettled(events)).status).toBe('completed');
  });

  it('fails a run whose trainer dies silently', async () => {
    const received = await collect(start('die silently'));
    expect(received.slice(0, -1)).toEqual(events.slice(0, 5));
    const state = await expectSettled(received);
    expect(state.failure).toEqual({
      code: 'trainer-died',
      message: 'The trainer ended without a result (exit code 0).',
    });
    expect(JSON.parse(read('run.json')).status).toBe('failed');
  });

  it('keeps the definition and the last words of a trainer that dies at once', async () => {
    const received = await collect(start('die at once'));
    expect(received).toMatchObject([
      {
        type: 'runFailed',
        code: 'trainer-died',
        message: 'The trainer ended without a result (exit code 127).',
        log: 'libtensorflow.so.2: cannot open shared object file',
      },
    ]);
    await expectSettled(received);
    expect(read('definition.model.jsonc')).toBe(runStarted().request.definitionText);
  });

  it('fails a run whose trainer is killed in the middle of a line', async () => {
    const trainer = start('die of a signal');
    const received = await collect(trainer);
    const state = await expectSettled(received);
    expect(state.failure?.message).toMatch(/killed \(SIGKILL\).*memory/);
    expect(state.epochs).toHaveLength(1);
    expect(state.warnings).toMatchObject([{ code: 'unreadable-line', count: 1 }]);
    expect(await trainer.exited).toMatchObject({ signal: 'SIGKILL', wasKilled: false });
  });

  it('bounds the log of a trainer that spams, and keeps its end', async () => {
    const received = await collect(start('spam'));
    const state = await expectSettled(received);
    expect(state.failure?.log?.length).toBeLessThan(17_000);
    expect(state.failure?.log).toMatch(/the last words$/);
    const { size } = statSync(path.join(folderOf(), 'trainer.log'));
    expect(size).toBeGreaterThan(4 * 2 ** 20);
    expect(size).toBeLessThan(5 * 2 ** 20);
    expect(read('trainer.log')).toMatch(/^x{9999}\n/);
    expect(read('trainer.log')).toMatch(
      /x\n… what was written here was left out: [^\n]*\nx{9999}\n(x{9999}\n)+the last words\n\n$/,
    );
  });

  it('gives the events that were written but never sent', async () => {
    expect(await collect(start('forget to send'))).toEqual(events);
    expect((await expectSettled(events)).status).toBe('completed');
  });

  it('is not led astray by messages that make no sense', async () => {
    expect(await collect(start('send nonsense'))).toEqual(events);
    expect((await expectSettled(events)).status).toBe('completed');
  });

  it('stops cleanly', async () => {
    const trainer = start('stop when told');
    const received: RunEvent[] = [];
    for await (const event of trainer.events) {
      received.push(event);
      if (event.type === 'epochEnded') await trainer.stop('stopped by Ctrl-C');
    }
    expect(received.at(-1)).toMatchObject({ type: 'runStopped', reason: 'stopped by Ctrl-C' });
    expect(await trainer.exited).toEqual({ code: 0, signal: null, wasKilled: false });
  });

  it('kills a trainer that ignores stop, and all that it started', async () => {
    const trainer = start('ignore stop', { stopTimeoutMs: 300 });
    const received: RunEvent[] = [];
    let stopTime = 0;
    for await (const event of trainer.events) {
      received.push(event);
      if (event.type !== 'epochStarted' || event.epoch !== 2) continue;
      stopTime = Date.now();
      void trainer.stop('stopped by Ctrl-C');
      void trainer.stop('again');
    }
    const tookMs = Date.now() - stopTime;
    expect(tookMs).toBeGreaterThan(2_000);
    expect(tookMs).toBeLessThan(6_000);
    expect(await trainer.exited).toEqual({ code: null, signal: 'SIGKILL', wasKilled: true });
    expect(received.at(-1)).toMatchObject({
      type: 'runStopped',
      reason: 'stopped by Ctrl-C (the trainer did not answer and was ended)',
    });
    const pids = read('pids').split(' ').map(Number);
    expect(pids).toHaveLength(2);
    expect(pids.map((pid) => identifyProcess(pid))).toEqual([undefined, undefined]);
  }, 20_000);

  it('fails a run whose trainer cannot be started', async () => {
    const trainer = start('complete', { execPath: path.join(temporary.path, 'no-such-node') });
    const received = await collect(trainer);
    expect(received).toMatchObject([
      { type: 'runFailed', message: expect.stringMatching(/could not be started.*ENOENT/) },
    ]);
    expect((await trainer.exited).startError).toBeInstanceOf(Error);
    await expectSettled(received);
  });

  it('ends once however often it is told to', async () => {
    const trainer = start('stop when told');
    const exits = await Promise.all([trainer.stop('a'), trainer.stop('b'), trainer.kill('c'), trainer.exited]);
    expect(new Set(exits).size).toBe(1);
    const received = await collect(trainer);
    expect(received.filter(({ type }) => type === 'runStopped' || type === 'runFailed')).toHaveLength(1);
    expect(await trainer.stop('late')).toBe(exits[0]);
  });
});
