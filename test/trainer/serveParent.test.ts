import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import type { RunEvent } from '../../src/core/run/events.js';
import { readRun } from '../../src/runs/readRun.js';
import { TaskTrainer } from '../../src/runs/taskTrainer.js';
import type { ActivationsMessage, EvaluateMessage } from '../../src/runs/trainerMessages.js';
import { TrainerProcess } from '../../src/runs/trainerProcess.js';
import { runTrainerTask } from '../../src/runs/trainerTask.js';
import { bundleScript } from '../support/bundle.js';
import { RUN_ID, runStarted } from '../support/runEvents.js';
import { secondsUntilGone, startTrainer } from '../support/startedTrainer.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();

async function prepare(): Promise<{ entry: string; runFolder: string }> {
  const runFolder = path.join(temporary.path, RUN_ID);
  mkdirSync(runFolder);
  return { entry: await bundleScript('slowTrainer.ts', temporary.path), runFolder };
}

describe('a trainer whose parent is killed', () => {
  it('stops after its step, says so in the run folder, and ends', async () => {
    const { parent, pid, folder } = await startTrainer(temporary.path);
    expect((await readRun(folder)).state.status).toBe('running');
    parent.kill('SIGKILL');
    expect(await secondsUntilGone(pid)).toBeLessThan(3);
    const { state } = await readRun(folder);
    expect(state).toMatchObject({
      status: 'stopped',
      stopReason: 'the program that started the training ended',
      warnings: [],
    });
  });

  it('ends within its grace even if the training does not listen', async () => {
    const { parent, pid, folder } = await startTrainer(temporary.path, { SLOW_TRAINER: 'stubborn' });
    parent.kill('SIGKILL');
    const seconds = await secondsUntilGone(pid);
    expect(seconds).toBeGreaterThan(1);
    expect(seconds).toBeLessThan(5);
    expect((await readRun(folder)).state.status).toBe('interrupted');
  });
});

describe('serveParent', () => {
  it('stops a training when told, and ends with the reason recorded', async () => {
    const trainer = TrainerProcess.start({ ...(await prepare()), request: runStarted().request });
    let last = '';
    for await (const event of trainer.events) {
      last = event.type;
      if (event.type === 'batchesTrained' && event.step === 3) void trainer.stop('stopped by Ctrl-C');
    }
    expect(last).toBe('runStopped');
    expect(await trainer.exited).toEqual({ code: 0, signal: null, wasKilled: false });
  });

  it('treats SIGTERM as stop', async () => {
    const trainer = TrainerProcess.start({ ...(await prepare()), request: runStarted().request });
    let end: unknown;
    for await (const event of trainer.events) {
      if (event.type === 'batchesTrained' && event.step === 3) process.kill(trainer.pid ?? 0, 'SIGTERM');
      end = event;
    }
    expect(end).toMatchObject({ type: 'runStopped', reason: 'ended by SIGTERM' });
  });

  it('leaves the reason in the log when the run folder cannot be written', async () => {
    const { entry, runFolder } = await prepare();
    mkdirSync(path.join(runFolder, 'events.ndjson'));
    const trainer = TrainerProcess.start({ entry, runFolder, request: runStarted().request });
    const received: RunEvent[] = [];
    for await (const event of trainer.events) received.push(event);
    expect(received).toMatchObject([{ type: 'runFailed', code: 'trainer-died', log: expect.stringMatching(/EISDIR/) }]);
    expect((await trainer.exited).code).toBe(1);
  });

  it('refuses a task that it does not know, and ends when let go', async () => {
    const { entry, runFolder } = await prepare();
    await expect(runTrainerTask<EvaluateMessage>({ type: 'evaluate', runFolder }, { entry })).rejects.toMatchObject({
      code: 'unknown-task',
    });
  });

  it('makes ready what may be asked for next, only while nothing is', async () => {
    const { runFolder } = await prepare();
    const trainer = new TaskTrainer({ entry: await bundleScript('preparingTrainer.ts', temporary.path) });
    const image = { type: 'activations', runFolder, imageShape: [1, 1, 1], image: '' } as const;
    const asked = async () => (await trainer.do<ActivationsMessage>(image)).probabilities[0];
    try {
      expect([await asked(), await asked(), await asked()]).toEqual([0, 0, 0]);
      await vi.waitFor(async () => {
        await sleep(250);
        expect(await asked()).toBe(2);
      }, 10_000);
    } finally {
      trainer.release();
    }
  });

  it('does nothing without a parent', async () => {
    const { entry } = await prepare();
    const child = spawn(process.execPath, [entry], { stdio: ['ignore', 'ignore', 'pipe'] });
    let text = '';
    child.stderr.on('data', (bytes: Buffer) => {
      text += bytes.toString();
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect(code).toBe(2);
    expect(text).toMatch(/started by "bakeoff train"/);
  });
});
