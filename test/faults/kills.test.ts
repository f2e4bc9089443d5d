import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomStream } from '../../src/core/random.js';
import type { RunRequest } from '../../src/core/run/request.js';
import { identifyProcess } from '../../src/runs/processIdentity.js';
import { readRun } from '../../src/runs/readRun.js';
import { isTrainerAlive } from '../../src/runs/runClaim.js';
import { createRunFolder } from '../../src/runs/runFolder.js';
import { stopRun } from '../../src/runs/stopRun.js';
import type { ResumeOptions } from '../../src/runs/trainerProcess.js';
import { bundleScript } from '../support/bundle.js';
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
  trainerEntry,
  triedEngines,
} from '../support/faultRuns.js';
import { useFaultTable } from '../support/faultTable.js';

const KILLS = 20;
const faults = useFaultTable();

// One engine is enough for what the disk sees; the fastest to start.
const engine = triedEngines.includes('portable') ? 'portable' : triedEngines[0];

describe.skipIf(engine === undefined)('a run that is killed', () => {
  let root = '';
  let request: RunRequest;
  let outcome: Record<string, unknown> = {};
  let durationMs = 0;

  beforeAll(async () => {
    root = mkdtempSync(path.join(tmpdir(), 'bakeoff-kills-'));
    request = requestOf(engine ?? '', makeImages(root), annText(24));
    const start = performance.now();
    const whole = await startRun(path.join(root, 'whole'), request);
    await whole.events;
    durationMs = performance.now() - start;
    outcome = await outcomeOf(whole.folder);
    expect(outcome.status).toBe('completed');
  }, 60_000);
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it(`at ${KILLS} moments ends with the same bits once it is resumed`, async () => {
    const random = randomStream(20, 'kill');
    const fault = 'kill -9 of the trainer at a random moment';
    let kills = 0;
    const moments: string[] = [];
    for (let run = 0; kills < KILLS; run += 1) {
      let attempt: Attempt = await startRun(path.join(root, 'killed'), request);
      let pending = 0;
      // Several times in the same run, so that resumptions are killed as well.
      for (let again = 0; again < 4 && kills < KILLS; again += 1) {
        const wasKilled = await crash(attempt, random.uniform() * durationMs);
        if (!wasKilled) break;
        faults.tried(fault);
        kills += 1;
        pending += 1;
        const { state } = await readRun(attempt.folder);
        moments.push(String(state.epochs.length));
        // Its last word may just have been said.
        if (state.status === 'completed') break;
        expect(state.status).toBe('failed');
        expect(state.warnings.length).toBeLessThanOrEqual(1);
        attempt = await resumeRun(attempt.folder);
      }
      await attempt.events;
      expect(await outcomeOf(attempt.folder)).toEqual(outcome);
      for (; pending > 0; pending -= 1) faults.survived(fault);
      expect(run).toBeLessThan(3 * KILLS);
    }
    process.stdout.write(`epochs finished when killed: ${moments.join(' ')}\n`);
  }, 150_000);

  it('in the middle of writing a checkpoint falls back to the one before', async () => {
    const fault = 'kill -9 of the trainer while a checkpoint is written';
    for (let round = 0; round < 3; round += 1) {
      const attempt = await startRun(path.join(root, 'checkpoint'), request);
      await epochsOf(attempt.folder, 2);
      const place = path.join(attempt.folder, 'checkpoint');
      const half = await new Promise<string>((resolve) => {
        const watcher = watch(place, (_, name) => {
          if (name === null || !/^epoch-\d+\.bin\.\d+\.new$/.test(name)) return;
          process.kill(attempt.trainer.pid ?? 0, 'SIGKILL');
          watcher.close();
          resolve(name);
        });
      });
      faults.tried(fault);
      expect(half).toMatch(/new$/);
      await attempt.events;
      const resumed = await resumeRun(attempt.folder);
      await resumed.events;
      expect(await outcomeOf(attempt.folder)).toEqual(outcome);
      faults.survived(fault);
    }
  }, 60_000);

  /** Has a program of its own start a run, and ends that program as a crash would; `pid` is the trainer's. */
  async function startOrphan(options: Partial<ResumeOptions> = {}): Promise<{ folder: string; pid: number }> {
    const script = await bundleScript('realTrainerParent.ts', root);
    const requestFile = path.join(root, 'request.json');
    writeFileSync(requestFile, JSON.stringify(request));
    const parts = { modelName: 'orphan', seed: 0, time: Date.now() };
    const { folder } = await createRunFolder(path.join(root, 'orphans'), parts);
    const parent = spawn(process.execPath, [script, trainerEntry, folder, requestFile, JSON.stringify(options)]);
    const pid = await new Promise<number>((resolve) => parent.stdout.once('data', (bytes) => resolve(Number(bytes))));
    await epochsOf(folder, 2);
    parent.kill('SIGKILL');
    return { folder, pid };
  }

  async function untilGone(pid: number): Promise<void> {
    for (let tries = 0; identifyProcess(pid) !== undefined && tries < 400; tries += 1) await sleep(50);
    expect(identifyProcess(pid)).toBeUndefined();
  }

  it('with its parent stops by itself, and can be resumed', async () => {
    const fault = 'kill -9 of the process that started the trainer';
    faults.tried(fault);
    const { folder, pid } = await startOrphan();
    // While the trainer comes to its end the run is alive, and nobody else may have it.
    await untilGone(pid);
    const { state } = await readRun(folder);
    if (state.status !== 'completed') {
      expect(state.stopReason).toMatch(/the program that started the training ended/);
      await (await resumeRun(folder)).events;
    }
    expect(await outcomeOf(folder)).toEqual(outcome);
    faults.survived(fault);
  }, 60_000);

  it('only its parent, which it may outlive, goes on to the same end', async () => {
    const fault = 'kill -9 of the process that started a trainer that may outlive it';
    faults.tried(fault);
    const { folder, pid } = await startOrphan({ afterParent: 'continue' });
    await untilGone(pid);
    const { state } = await readRun(folder);
    expect([state.status, state.resumptions]).toEqual(['completed', undefined]);
    expect(await outcomeOf(folder)).toEqual(outcome);
    expect(isTrainerAlive(folder)).toBe(false);
    faults.survived(fault);
  }, 60_000);

  it('with a parent that it may outlive reads as interrupted, and is resumed to the same end', async () => {
    const fault = 'kill -9 of a trainer that has outlived its parent';
    faults.tried(fault);
    const { folder, pid } = await startOrphan({ afterParent: 'continue' });
    process.kill(pid, 'SIGKILL');
    await untilGone(pid);
    expect((await readRun(folder)).state.status).toBe('interrupted');
    await (await resumeRun(folder)).events;
    expect(await outcomeOf(folder)).toEqual(outcome);
    faults.survived(fault);
  }, 60_000);

  it('never: it is stopped by another process, and resumed to the same end', async () => {
    const fault = 'stop by a process that did not start the trainer';
    faults.tried(fault);
    const { folder, pid } = await startOrphan({ afterParent: 'continue' });
    await stopRun(folder, { reason: 'stopped in another window' });
    expect(identifyProcess(pid)).toBeUndefined();
    const { state } = await readRun(folder);
    expect(state).toMatchObject({ status: 'stopped', stopReason: 'stopped in another window' });
    await (await resumeRun(folder)).events;
    expect(await outcomeOf(folder)).toEqual(outcome);
    faults.survived(fault);
  }, 60_000);
});
