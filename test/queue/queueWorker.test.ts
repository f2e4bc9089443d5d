import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { makeQueueFolder } from '../../src/queue/queueFolder.js';
import { QueueError, QueueStore } from '../../src/queue/queueStore.js';
import { QueueWorker } from '../../src/queue/queueWorker.js';
import { localRunner } from '../../src/runner/localRunner.js';
import { readRun } from '../../src/runs/readRun.js';
import { bundleScript } from '../support/bundle.js';
import { runStarted } from '../support/runEvents.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const parents: ChildProcess[] = [];
afterEach(() => {
  for (const parent of parents.splice(0)) parent.kill('SIGKILL');
});

const { request } = runStarted();
const jobs = (count: number) =>
  Array.from({ length: count }, (_, seed) => ({ request: { ...request, seed }, modelName: 'cnn' }));

/** What trainers wrote down: `begin 0 RUN PID`, `resume …`, `stop …`, `end …`. */
function trained(root: string): { readonly what: string; readonly seed: string; readonly run: string }[] {
  const lines = readFileSync(path.join(root, 'trained.log'), 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [what = '', seed = '', run = ''] = line.split(' ');
    return { what, seed, run };
  });
}

async function until(isSo: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 45_000;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`It never came to be: ${what}`);
    await sleep(30);
  }
}

async function startParent(root: string, atOnce: number, env: Record<string, string> = {}): Promise<ChildProcess> {
  const entry = await bundleScript('queueTrainer.ts', root);
  const script = await bundleScript('queueParent.ts', root);
  const parent = spawn(process.execPath, [script, entry, root, String(atOnce)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  parents.push(parent);
  return parent;
}

const statesOf = (store: QueueStore) => store.read().jobs.map(({ state }) => state);

describe('a queue that is worked off', () => {
  it('by three processes at once trains each job once, never more at a time than allowed', async () => {
    const root = temporary.path;
    const store = new QueueStore(root);
    await store.add(jobs(6));
    for (let process = 0; process < 3; process += 1) await startParent(root, 2);
    await until(() => statesOf(store).every((state) => state === 'done'), 'all are done');
    const log = trained(root);
    expect(log.map(({ what }) => what).toSorted()).toEqual([...Array(6).fill('begin'), ...Array(6).fill('end')]);
    expect(new Set(log.map(({ seed }) => seed)).size).toBe(6);
    let running = 0;
    for (const { what } of log) {
      running += what === 'begin' ? 1 : -1;
      expect(running).toBeLessThanOrEqual(2);
    }
    const finished = store.read().jobs;
    for (const { runId, attempts } of finished) {
      expect(attempts).toBe(1);
      expect((await readRun(path.join(root, runId ?? ''))).state.status).toBe('completed');
    }
  }, 60_000);

  it('survives kill -9 at any moment: what ran is gone on with in its own folder, nothing is lost or doubled', async () => {
    const root = temporary.path;
    const store = new QueueStore(root);
    await store.add(jobs(4));
    for (let kills = 0; kills < 3; kills += 1) {
      const parent = await startParent(root, 2);
      await sleep(250 + 230 * kills);
      parent.kill('SIGKILL');
    }
    await startParent(root, 2);
    await until(() => statesOf(store).every((state) => state === 'done'), 'all are done');
    const log = trained(root);
    for (const seed of ['0', '1', '2', '3']) {
      const own = log.filter((line) => line.seed === seed);
      expect(own.filter(({ what }) => what === 'end')).toHaveLength(1);
      // One folder, whatever happened; between two beginnings there was an end, or a kill.
      expect(new Set(own.map(({ run }) => run)).size).toBe(1);
      expect(own.filter(({ what }) => what === 'begin').length).toBeLessThanOrEqual(1);
    }
    expect(new Set(store.read().jobs.map(({ runId }) => runId)).size).toBe(4);
  }, 90_000);

  it('takes over a training that goes on without the process that began it', async () => {
    const root = temporary.path;
    const store = new QueueStore(root);
    await store.add(jobs(2));
    const parent = await startParent(root, 1, { QUEUE_AFTER: 'continue', QUEUE_TRAINER_STEPS: '120' });
    await until(() => {
      try {
        return trained(root).length > 0;
      } catch {
        return false;
      }
    }, 'the first is trained');
    parent.kill('SIGKILL');
    await startParent(root, 1);
    await until(() => statesOf(store).every((state) => state === 'done'), 'both are done');
    expect(trained(root).map(({ what, seed }) => `${what} ${seed}`)).toEqual(['begin 0', 'end 0', 'begin 1', 'end 1']);
  }, 60_000);

  it('does what people ask of jobs that run: pause, go on, cancel, try again', async () => {
    const root = temporary.path;
    const entry = await bundleScript('queueTrainer.ts', root);
    const store = new QueueStore(root);
    await store.add(jobs(2));
    const worker = new QueueWorker({
      store,
      runner: localRunner({ entry, env: () => ({ QUEUE_TRAINER_STEPS: '100' }) }),
      budget: () => ({ atOnce: 1, cores: 0 }),
    });
    const done = worker.run({ mayWait: true });
    await until(() => statesOf(store)[0] === 'running', 'the first runs');
    await store.change({ type: 'pauseQueue' });
    await store.change({ type: 'pause', ids: ['1'] });
    await until(() => statesOf(store)[0] === 'paused', 'the first is paused');
    expect(statesOf(store)).toEqual(['paused', 'waiting']);
    await store.change({ type: 'cancel', ids: ['2'] });
    await store.change({ type: 'resume', ids: ['1'] });
    await store.change({ type: 'resumeQueue' });
    await until(() => statesOf(store)[0] === 'running', 'the first goes on');
    await store.change({ type: 'cancel', ids: ['1'] });
    await until(() => statesOf(store)[0] === 'cancelled', 'the first is cancelled');
    await store.change({ type: 'retry', ids: ['1'] });
    await until(() => statesOf(store)[0] === 'done', 'the first is done');
    worker.end('stop');
    await done;
    expect(new Set(trained(root).map(({ run }) => run)).size).toBe(1);
    expect(store.read().jobs.map(({ state, attempts }) => `${state} ${attempts}`)).toEqual(['done 3', 'cancelled 0']);
  }, 60_000);

  it('leaves a job for its next turn when its process ends', async () => {
    const root = temporary.path;
    const entry = await bundleScript('queueTrainer.ts', root);
    const store = new QueueStore(root);
    await store.add(jobs(1));
    const worker = new QueueWorker({
      store,
      runner: localRunner({ entry, env: () => ({ QUEUE_TRAINER_STEPS: '1000' }) }),
      budget: () => ({ atOnce: 1, cores: 0 }),
      onEvent: (_, event) => event.type === 'batchesTrained' && worker.end('stop'),
    });
    await worker.run();
    expect(statesOf(store)).toEqual(['waiting']);
    expect(store.read().jobs[0]).not.toHaveProperty('lease');
  }, 30_000);

  it('says what is wrong with a job whose file is damaged, and trains the others', async () => {
    const root = temporary.path;
    const entry = await bundleScript('queueTrainer.ts', root);
    const store = new QueueStore(root);
    await store.add(jobs(2));
    const file = path.join(root, '.queue', 'jobs', '1.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"seed":0', '"seed":7'));
    const runner = localRunner({ entry });
    await new QueueWorker({ store, runner, budget: () => ({ atOnce: 1, cores: 0 }) }).run();
    expect(statesOf(store)).toEqual(['failed', 'done']);
    expect(store.read().jobs[0]?.message).toContain('its file is damaged');
  }, 30_000);
});

describe('a queue on disk', () => {
  it('keeps what several processes and callers add at once', async () => {
    const stores = Array.from({ length: 4 }, () => new QueueStore(temporary.path));
    await Promise.all(stores.flatMap((store) => [store.add(jobs(3)), store.change({ type: 'pauseQueue' })]));
    const { jobs: all, isPaused, nextId } = new QueueStore(temporary.path).read();
    expect(isPaused).toBe(true);
    expect(nextId).toBe(13);
    expect(all.map(({ id }) => Number(id)).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 12 }, (_, id) => id + 1),
    );
  });

  it('is read as it was before a write that was cut off, and follows no link', async () => {
    const root = temporary.path;
    const store = new QueueStore(root);
    await store.add(jobs(1));
    writeFileSync(path.join(root, '.queue', 'queue.json.1.new'), '{"version":1,"jo');
    expect(store.read().jobs).toHaveLength(1);
    writeFileSync(path.join(root, '.queue', 'queue.json'), '{"version":9}');
    expect(() => store.read()).toThrow(QueueError);
    await expect(store.add(jobs(1))).rejects.toThrow('is damaged, or of a newer version: version');
    const own = path.join(root, 'own');
    await makeQueueFolder(path.join(root, 'other'));
    mkdirSync(own);
    symlinkSync(path.join(root, 'other', '.queue'), path.join(own, '.queue'));
    expect(() => new QueueStore(own).read()).toThrow('is a link, which is not followed here');
    await expect(new QueueStore(own).add(jobs(1))).rejects.toThrow('is a link');
  });
});
