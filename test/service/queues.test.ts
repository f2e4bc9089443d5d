import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseModel } from '../../src/core/definition/parseModel.js';
import { applyRecipe } from '../../src/core/definition/recipe.js';
import type { RunRequest } from '../../src/core/run/request.js';
import type { QueueRefused, QueueRoom, ServedQueue } from '../../src/protocol/queue.js';
import { QueueStore } from '../../src/queue/queueStore.js';
import { RayError } from '../../src/ray/rayError.js';
import { isTrainerAlive } from '../../src/runs/runClaim.js';
import { HeldRuns } from '../../src/service/heldRuns.js';
import { Queues } from '../../src/service/queues.js';
import type { ServiceHandlers } from '../../src/service/serviceHandlers.js';
import type { TrainingPlace } from '../../src/service/trainingPlace.js';
import { bundleScript } from '../support/bundle.js';
import { modelText } from '../support/modelText.js';
import { recordedRun } from '../support/recordedRun.js';
import { storeEvents } from '../support/storedRun.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  delete process.env.QUEUE_TRAINER_STEPS;
});

const root = () => path.join(temporary.path, 'runs');
const definitionText = modelText('{ "type": "flatten" }', '{ "type": "dense", "units": 2, "activation": "softmax" }');
const checksum = 'bbbbbbbb2222';
const asked: RunRequest = {
  definitionText,
  definitionPath: '/models/a.model.jsonc',
  dataset: 'fashion-mnist',
  seed: 0,
  validationSplit: 0.2,
  recipe: { epochs: 2 },
  engine: 'auto',
};
const jobs = (...seeds: number[]) => seeds.map((seed) => ({ request: { ...asked, seed }, modelName: 'a' }));
const room: QueueRoom = { atOnce: 1, cores: 1, ahead: 0, afterWindow: 'continue' };
const here = { isOnCluster: false, forNew: async () => undefined, forResumed: async () => undefined };

interface WindowOptions {
  readonly place?: Partial<TrainingPlace>;
  /** Trainings that people ordered directly. */
  readonly direct?: { running: number };
}

/** A window's queues, with what it is told. */
async function openWindow({ place = here, direct = { running: 0 } }: WindowOptions = {}) {
  const told: ServedQueue[] = [];
  const refused: QueueRefused[] = [];
  const queues = new Queues({
    trainerEntry: await bundleScript('queueTrainer.ts', temporary.path),
    roots: { refresh: async () => undefined },
    held: new HeldRuns(),
    notify: (name, payload) => {
      if (name === 'queueChanged') told.push(payload as ServedQueue);
      if (name === 'queueRefused') refused.push(payload as QueueRefused);
    },
    place: place as TrainingPlace,
    trainings: direct,
    checksumOf: async () => checksum,
  });
  const close = () => queues.dispose();
  closing.push(close);
  const ask = async <Name extends keyof typeof queues.handlers>(
    name: Name,
    params: Parameters<ServiceHandlers[Name]>[0],
  ) => queues.handlers[name](params as never, {} as never);
  await ask('openQueue', { root: root() });
  return { ask, told, refused, close };
}

const store = () => new QueueStore(root());
const states = () =>
  store()
    .read()
    .jobs.map(({ state }) => state);
const trained = () => readFileSync(path.join(root(), 'trained.log'), 'utf8').trim().split('\n');
const patience = { timeout: 20_000, interval: 50 };

describe('the queues of a window', () => {
  it('tell of what anybody does to them, without what is nobody’s business', async () => {
    const { told } = await openWindow();
    await store().add(jobs(0, 1));
    await vi.waitFor(() => expect(told.at(-1)?.queue.jobs.map(({ state }) => state)).toEqual(['waiting', 'waiting']));
    expect(told.at(-1)).toMatchObject({ root: root(), isWorked: false });
    await store().change({ type: 'cancel', ids: ['1'] });
    await vi.waitFor(() => expect(told.at(-1)?.queue.jobs[0]?.state).toBe('cancelled'));
  });

  it('leave out what has been trained, or waits already, unless it is wanted again', async () => {
    const definition = parseModel(definitionText).value;
    if (definition === undefined) throw new Error('The model has errors.');
    const recipe = applyRecipe(definition.recipe, asked.recipe);
    const events = recordedRun({ runId: '20310101-000000-a-s0-aaaa' });
    await storeEvents(
      root(),
      '20310101-000000-a-s0-aaaa',
      events.map((event) => (event.type === 'runStarted' ? { ...event, request: asked, recipe } : event)),
    );
    const { ask } = await openWindow();
    expect(await ask('addToQueue', { root: root(), jobs: jobs(0, 1, 2), again: false })).toEqual({
      added: 2,
      leftOut: [0],
    });
    expect(await ask('addToQueue', { root: root(), jobs: jobs(2, 3), again: false })).toEqual({
      added: 1,
      leftOut: [0],
    });
    expect(await ask('addToQueue', { root: root(), jobs: jobs(0), again: true })).toEqual({ added: 1, leftOut: [] });
    const seeds = store().read().jobs;
    expect(seeds.map(({ seed }) => seed)).toEqual([1, 2, 3, 0]);
  });

  it('are worked off in turn, as long as the window is told to, and with the room that it has', async () => {
    const direct = { running: 1 };
    const { ask, told } = await openWindow({ direct });
    await ask('addToQueue', { root: root(), jobs: jobs(0, 1, 2), again: false });
    await ask('setQueueRoom', room);
    await ask('workQueue', { root: root(), isOn: true });
    expect(told.at(-1)?.isWorked).toBe(true);
    // Somebody's own training has the one place.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(states()).toEqual(['waiting', 'waiting', 'waiting']);
    direct.running = 0;
    await store().change({ type: 'move', ids: ['3'], to: 'first' });
    await vi.waitFor(() => expect(states().filter((state) => state === 'running')).toHaveLength(1), patience);
    await ask('workQueue', { root: root(), isOn: false });
    await vi.waitFor(() => expect(states().toSorted()).toEqual(['done', 'waiting', 'waiting']), patience);
    expect(trained().map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual(['begin 2', 'end 2']);
    await ask('workQueue', { root: root(), isOn: true });
    await vi.waitFor(() => expect(states()).toEqual(['done', 'done', 'done']), patience);
    expect(trained()).toHaveLength(6);
  });

  it('pause, resume and cancel a job that runs', async () => {
    process.env.QUEUE_TRAINER_STEPS = '1000';
    const { ask } = await openWindow();
    await ask('addToQueue', { root: root(), jobs: jobs(0), again: false });
    await ask('setQueueRoom', room);
    await ask('workQueue', { root: root(), isOn: true });
    await vi.waitFor(() => expect(trained()).toHaveLength(1), patience);
    await ask('changeQueue', { root: root(), operation: { type: 'pause', ids: ['1'] } });
    await vi.waitFor(() => expect(states()).toEqual(['paused']), patience);
    await ask('changeQueue', { root: root(), operation: { type: 'resume', ids: ['1'] } });
    await vi.waitFor(() => expect(trained().filter((line) => /^(begin|resume)/.test(line))).toHaveLength(2), patience);
    await ask('changeQueue', { root: root(), operation: { type: 'cancel', ids: ['1'] } });
    await vi.waitFor(() => expect(states()).toEqual(['cancelled']), patience);
    expect(store().read().jobs[0]?.attempts).toBe(2);
  });

  it('are taken up by the next window, and by the next thread of this process, with the training that goes on', async () => {
    process.env.QUEUE_TRAINER_STEPS = '250';
    const first = await openWindow();
    await first.ask('addToQueue', { root: root(), jobs: jobs(0), again: false });
    await first.ask('setQueueRoom', room);
    await first.ask('workQueue', { root: root(), isOn: true });
    await vi.waitFor(() => expect(trained()).toHaveLength(1), patience);
    first.close();
    const second = await openWindow();
    await second.ask('setQueueRoom', room);
    await second.ask('workQueue', { root: root(), isOn: true });
    const runId = store().read().jobs[0]?.runId ?? '';
    expect(isTrainerAlive(path.join(root(), runId))).toBe(true);
    await vi.waitFor(() => expect(states()).toEqual(['done']), patience);
    expect(trained().map((line) => line.split(' ')[0])).toEqual(['begin', 'end']);
    expect(store().read().jobs[0]?.attempts).toBe(1);
  });

  it('are paused when the cluster takes nothing, and say why once', async () => {
    const refuse = async () => {
      throw new RayError('unreachable', 'Nobody answers at http://head:8265.', 'Is it running?');
    };
    const place = { isOnCluster: true, forNew: refuse, forResumed: refuse };
    const { ask, refused } = await openWindow({ place });
    await ask('addToQueue', { root: root(), jobs: jobs(0, 1), again: false });
    await ask('setQueueRoom', { ...room, atOnce: 2 });
    await ask('workQueue', { root: root(), isOn: true });
    await vi.waitFor(() => expect(store().read().isPaused).toBe(true), patience);
    await vi.waitFor(() => expect(states()).toEqual(['waiting', 'waiting']), patience);
    expect(store().read().jobs[0]?.message).toContain('Nobody answers');
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({ root: root(), code: 'ray-unreachable', advice: 'Is it running?' });
  });
});
