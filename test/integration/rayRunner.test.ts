import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { RunEvent } from '../../src/core/run/events.js';
import { localRunner } from '../../src/runner/localRunner.js';
import { type RayRunner, rayRunner } from '../../src/runner/rayRunner.js';
import type { Runner, RunningTraining } from '../../src/runner/runner.js';
import { readRun } from '../../src/runs/readRun.js';
import { createRunFolder } from '../../src/runs/runFolder.js';
import { stopRun } from '../../src/runs/stopRun.js';
import { FakeRay } from '../support/fakeRay.js';
import { FakeWorkers, type WorkerEnvironment } from '../support/fakeWorkers.js';
import { annText, makeImages, requestOf, trainerEntry } from '../support/faultRuns.js';
import { runStarted } from '../support/runEvents.js';
import { filesBelow, useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function cluster(env?: WorkerEnvironment): Promise<FakeWorkers> {
  const workers = await FakeWorkers.start(temporary.path, env);
  closing.push(() => workers.close());
  return workers;
}

function runnerOn({ ray }: FakeWorkers, notes: string[] = []): RayRunner {
  const patience = { lookMs: 100, longestLookMs: 300, retryMs: 20 };
  const runner = rayRunner({ url: ray.url, trainerEntry, patience, onNote: (_, text) => notes.push(text) });
  closing.push(() => runner.close());
  return runner;
}

const here: Runner = localRunner({ entry: trainerEntry });

async function newRun(): Promise<string> {
  const root = path.join(temporary.path, 'runs');
  return (await createRunFolder(root, { modelName: 'ann', seed: 5, time: Date.now() })).folder;
}

/** Follows a training to its end, or until `isEnough`. */
async function follow(
  training: RunningTraining,
  isEnough: (event: RunEvent) => boolean = () => false,
): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of training.events) {
    events.push(event);
    if (isEnough(event)) break;
  }
  return events;
}

async function trainedHere(request: ReturnType<typeof requestOf>): Promise<string> {
  const runFolder = await newRun();
  const training = await here.start({ request, runFolder, cores: 1 });
  await follow(training);
  await training.exited;
  return runFolder;
}

/** Of a run, what two machines must agree on to the bit. */
async function outcome(folder: string) {
  const { state } = await readRun(folder);
  const files = ['weights.bin', 'predictions.bin', 'weights.json'];
  return {
    status: state.status,
    hash: state.weightsHash,
    evaluation: state.evaluation,
    epochs: state.epochs.map(({ epoch, loss, validationLoss }) => ({ epoch, loss, validationLoss })),
    files: files.map((name) => readFileSync(path.join(folder, name)).toString('base64')),
  };
}

describe('a run on a cluster', { timeout: 60_000 }, () => {
  it('leaves the folder that a run on this machine leaves, and says where it was', async () => {
    const request = requestOf('portable', makeImages(temporary.path), annText(3));
    const local = await trainedHere(request);
    const workers = await cluster();
    const runFolder = await newRun();
    const training = await runnerOn(workers).start({ request, runFolder });
    const events = await follow(training);
    await training.exited;

    expect(await outcome(runFolder)).toEqual(await outcome(local));
    const withoutLayers = (files: string[]) => files.filter((name) => !name.includes('layers'));
    expect(withoutLayers(filesBelow(runFolder))).toEqual(withoutLayers(filesBelow(local)));
    const { state, definitionText } = {
      ...(await readRun(runFolder)),
      definitionText: readFileSync(path.join(runFolder, 'definition.model.jsonc'), 'utf8'),
    };
    expect(definitionText).toBe(request.definitionText);
    expect(state.warnings).toEqual([]);
    expect(state.started?.ranOn).toMatchObject({ runner: 'ray', address: workers.ray.url.href.replace(/\/$/, '') });
    expect(state.started?.runId).toBe(path.basename(runFolder));
    expect(readFileSync(path.join(runFolder, 'events.ndjson'), 'utf8').trim().split('\n')).toHaveLength(events.length);
    expect(workers.ray.packages.size).toBe(2);
  });

  it('goes on as another job when its worker dies, with the same weights in the end', async () => {
    const request = requestOf('portable', makeImages(temporary.path), annText(60));
    const local = await trainedHere(request);
    const workers = await cluster();
    const notes: string[] = [];
    const runFolder = await newRun();
    const training = await runnerOn(workers, notes).start({ request, runFolder });
    let isKilled = false;
    const events: RunEvent[] = [];
    for await (const event of training.events) {
      events.push(event);
      if (isKilled || !filesBelow(runFolder).some((name) => /epoch-\d+\.bin$/.test(name))) continue;
      isKilled = true;
      workers.workers[0]?.kill('SIGKILL');
    }
    await training.exited;

    expect(notes.join('\n')).toMatch(/node is gone.*another job/);
    expect(workers.ray.jobs.size).toBe(2);
    expect(events.filter(({ type }) => type === 'runResumed')).toHaveLength(1);
    expect((await readRun(runFolder)).state.resumptions?.[0]?.fromEpoch).toBeGreaterThan(0);
    expect(await outcome(runFolder)).toEqual(await outcome(local));
  });

  it('is attached to again, through broken connections, with no event lost and none twice', async () => {
    const request = requestOf('portable', makeImages(temporary.path), annText(6));
    const local = await trainedHere(request);
    const workers = await cluster();
    const runFolder = await newRun();
    const first = await runnerOn(workers).start({ request, runFolder });
    await follow(first, ({ type }) => type === 'epochEnded');
    first.letGo();
    await first.exited;
    expect((await readRun(runFolder)).state.status).toBe('interrupted');

    const second = await runnerOn(workers).resume({ runFolder });
    const breaking = setInterval(() => workers.ray.breakConnections(), 400);
    await follow(second);
    await second.exited;
    clearInterval(breaking);

    expect(workers.ray.jobs.size).toBe(1);
    expect(await outcome(runFolder)).toEqual(await outcome(local));
    const lines = (folder: string) => readFileSync(path.join(folder, 'events.ndjson'), 'utf8').trim().split('\n');
    const told = lines(runFolder).map((line) => JSON.parse(line) as RunEvent);
    const job = [...workers.ray.jobs.values()][0]?.log.split('\n').filter((line) => line.includes('"type":"event"'));
    expect(told).toHaveLength(job?.length ?? 0);
    expect(existsSync(path.join(runFolder, 'ray.json'))).toBe(false);
  });

  it('goes elsewhere when a worker has a full disk, and says so', async () => {
    const request = requestOf('portable', makeImages(temporary.path), annText(2));
    // A folder for temporary files that is none.
    const workers = await cluster((job) => (job === 1 ? { TMPDIR: '/proc/self/nowhere' } : {}));
    const notes: string[] = [];
    const runFolder = await newRun();
    const training = await runnerOn(workers, notes).start({ request, runFolder });
    await follow(training);
    await training.exited;
    expect(notes.join('\n')).toMatch(/The worker could not begin: .*nowhere/);
    expect((await readRun(runFolder)).state.status).toBe('completed');
  });

  it('is stopped from another process by its folder, and by itself', async () => {
    const request = requestOf('portable', makeImages(temporary.path), annText(500));
    const workers = await cluster();
    const runFolder = await newRun();
    const training = await runnerOn(workers).start({ request, runFolder });
    for await (const event of training.events)
      if (event.type === 'epochEnded' && event.epoch === 1) void stopRun(runFolder, { reason: 'enough of it' });
    await training.exited;
    const { state } = await readRun(runFolder);
    expect(state).toMatchObject({ status: 'stopped', stopReason: 'enough of it' });
    expect(existsSync(path.join(runFolder, 'trainer.pid'))).toBe(false);
  });

  it.each([
    ['is asked to end until it has', 'RUNNING', 3, 'not needed'],
    ['is left to itself when it does not end however often it is asked', 'RUNNING', 99, /^not needed .*left to itself/],
    ['is asked to end while it waits', 'PENDING', 2, 'not needed'],
    ['is waited for no longer when it still waits then', 'PENDING', 99, /^not needed \(its job still waits/],
  ] as const)('%s', async (_, status, requests, reason) => {
    let asked = 0;
    const ray = await FakeRay.listen({
      onJob: (_id, job) => {
        job.status = status;
      },
      onStop: (id, _job, server) => {
        asked += 1;
        if (asked >= requests) server.finish(id, { status: 'STOPPED' });
      },
    });
    closing.push(() => ray.close());
    const patience = { lookMs: 50, longestLookMs: 100, stopMs: 20 };
    const runner = rayRunner({ url: ray.url, trainerEntry, patience });
    closing.push(() => runner.close());
    const runFolder = await newRun();
    const training = await runner.start({ request: runStarted().request, runFolder });
    await vi.waitFor(() => expect(ray.jobs.size).toBe(1), 10_000);
    await training.stop('not needed');
    expect(asked).toBeGreaterThanOrEqual(Math.min(requests, 3));
    expect((await readRun(runFolder)).state).toMatchObject({
      status: 'stopped',
      stopReason: typeof reason === 'string' ? reason : expect.stringMatching(reason),
    });
  });

  it('refuses images on the worker that are not those on this machine', async () => {
    const request = requestOf('portable', makeImages(temporary.path), annText(2));
    const runFolder = await newRun();
    const training = await runnerOn(await cluster()).start({ request, runFolder, imagesChecksum: 'f'.repeat(64) });
    await follow(training);
    await training.exited;
    const { state } = await readRun(runFolder);
    expect(state.failure).toMatchObject({ code: 'other-images', message: expect.stringMatching(/expected ffffffff/) });
  });
});
