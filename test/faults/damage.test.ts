import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomStream } from '../../src/core/random.js';
import type { RunRequest } from '../../src/core/run/request.js';
import { listRuns } from '../../src/runs/listRuns.js';
import { readRun } from '../../src/runs/readRun.js';
import { ResumeError } from '../../src/runs/resumePoint.js';
import { RunBusyError } from '../../src/runs/runClaim.js';
import {
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
import { filesBelow } from '../support/temporaryFolder.js';

const faults = useFaultTable();
const engine = triedEngines.includes('portable') ? 'portable' : triedEngines[0];

describe.skipIf(engine === undefined)('a run whose folder', () => {
  let root = '';
  let request: RunRequest;
  let outcome: Record<string, unknown> = {};
  /** A run that was killed after its third epoch. */
  let interrupted = '';

  beforeAll(async () => {
    root = mkdtempSync(path.join(tmpdir(), 'bakeoff-damage-'));
    request = requestOf(engine ?? '', makeImages(root), annText(8));
    const whole = await startRun(path.join(root, 'whole'), request);
    await whole.events;
    outcome = await outcomeOf(whole.folder);
    const killed = await startRun(path.join(root, 'killed'), request);
    await epochsOf(killed.folder, 4);
    await crash(killed, 0);
    interrupted = killed.folder;
  }, 60_000);
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  let copies = 0;
  const copy = () => {
    copies += 1;
    const folder = path.join(root, `copy-${copies}`, path.basename(interrupted));
    cpSync(interrupted, folder, { recursive: true });
    return folder;
  };

  /** The damaged run is listed, with a warning at most, and comes to the same end. */
  async function expectRecovery(fault: string, folder: string): Promise<void> {
    faults.tried(fault);
    const { state } = await readRun(folder);
    expect(state.warnings.length).toBeLessThanOrEqual(1);
    const { runs } = await listRuns(path.dirname(folder));
    expect(runs.map(({ runId }) => runId)).toEqual([path.basename(folder)]);
    await (await resumeRun(folder)).events;
    expect(await outcomeOf(folder)).toEqual(outcome);
    faults.survived(fault);
  }

  it('has a spoilt byte in any of its files comes to the same end', async () => {
    const random = randomStream(4, 'damage');
    const files = filesBelow(interrupted).filter((name) => name !== 'trainer.pid');
    expect(files.filter((name) => /^checkpoint.epoch-\d+\.bin$/.test(name)).length).toBe(2);
    for (const name of files) {
      const folder = copy();
      const file = path.join(folder, name);
      const bytes = readFileSync(file);
      const at = random.integer(Math.max(1, bytes.length));
      bytes[at] = (bytes[at] ?? 0) ^ (1 + random.integer(255));
      writeFileSync(file, bytes);
      await expectRecovery(`spoilt byte in ${name.replace(/\d+/, 'N')}`, folder);
    }
  }, 120_000);

  it('lacks any of its files comes to the same end', async () => {
    for (const name of filesBelow(interrupted)) {
      const folder = copy();
      rmSync(path.join(folder, name));
      await expectRecovery(`missing ${name.replace(/\d+/, 'N')}`, folder);
    }
  }, 120_000);

  it('has lost its checkpoint begins anew and says so', async () => {
    const folder = copy();
    rmSync(path.join(folder, 'checkpoint'), { recursive: true });
    faults.tried('missing checkpoint folder');
    const events = await (await resumeRun(folder)).events;
    expect(events[0]).toMatchObject({
      type: 'runResumed',
      fromEpoch: 0,
      notes: ['There is no usable checkpoint: the training begins anew.'],
    });
    expect(await outcomeOf(folder)).toEqual(outcome);
    faults.survived('missing checkpoint folder');
  }, 30_000);

  it('has a torn last event and a torn checkpoint goes on from the checkpoint before', async () => {
    const folder = copy();
    const events = path.join(folder, 'events.ndjson');
    writeFileSync(events, readFileSync(events).subarray(0, -20));
    const place = path.join(folder, 'checkpoint');
    const newest = readdirSync(place)
      .filter((name) => name.startsWith('epoch-'))
      .sort((a, b) => Number.parseInt(b.slice(6), 10) - Number.parseInt(a.slice(6), 10))[0];
    const file = path.join(place, newest ?? '');
    writeFileSync(file, readFileSync(file).subarray(0, statSync(file).size / 2));
    faults.tried('torn event and torn checkpoint');
    const before = (await readRun(folder)).state;
    expect(before.warnings.length).toBeLessThanOrEqual(1);
    const told = await (await resumeRun(folder)).events;
    expect(told[0]).toMatchObject({ type: 'runResumed', fromEpoch: Number.parseInt((newest ?? '').slice(6), 10) - 1 });
    expect(await outcomeOf(folder)).toEqual(outcome);
    faults.survived('torn event and torn checkpoint');
  }, 30_000);

  it('is resumed by several at once is resumed by one', async () => {
    const fault = 'four resumptions of one run at once';
    const folder = copy();
    faults.tried(fault);
    const tries = await Promise.allSettled([1, 2, 3, 4].map(() => resumeRun(folder)));
    const won = tries.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const lost = tries.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(won).toHaveLength(1);
    for (const reason of lost) expect(reason).toBeInstanceOf(RunBusyError);
    await won[0]?.events;
    expect(await outcomeOf(folder)).toEqual(outcome);
    await expect(resumeRun(folder)).rejects.toThrow(ResumeError);
    faults.survived(fault);
  }, 30_000);

  it('holds another definition than was begun with, keeps to what was begun', async () => {
    const fault = 'definition edited during the run';
    const folder = copy();
    faults.tried(fault);
    writeFileSync(path.join(folder, 'definition.model.jsonc'), annText(8).replace('256', '16'));
    await (await resumeRun(folder)).events;
    expect(await outcomeOf(folder)).toEqual(outcome);
    expect(readFileSync(path.join(folder, 'definition.model.jsonc'), 'utf8')).toBe(request.definitionText);
    faults.survived(fault);
  }, 30_000);

  it('was trained on images that have changed is not resumed, and stays as it is', async () => {
    const fault = 'images exchanged before the resumption';
    const other = mkdtempSync(path.join(tmpdir(), 'bakeoff-images-'));
    try {
      const dataset = makeImages(other);
      const run = await startRun(path.join(root, 'images'), { ...request, dataset });
      await epochsOf(run.folder, 2);
      await crash(run, 0);
      faults.tried(fault);
      const before = (await readRun(run.folder)).state;
      rmSync(dataset.slice(4), { recursive: true });
      cpSync(makeImages(other, 7).slice(4), dataset.slice(4), { recursive: true });
      const events = await (await resumeRun(run.folder)).events;
      expect(events).toMatchObject([
        {
          type: 'runFailed',
          code: 'resume-impossible',
          message: expect.stringMatching(/not those that the run was trained on/),
        },
      ]);
      expect((await readRun(run.folder)).state).toEqual(before);
      rmSync(dataset.slice(4), { recursive: true });
      makeImages(other);
      await (await resumeRun(run.folder)).events;
      expect((await outcomeOf(run.folder)).weights).toBe(outcome.weights);
      faults.survived(fault);
    } finally {
      rmSync(other, { recursive: true, force: true });
    }
  }, 40_000);
});
