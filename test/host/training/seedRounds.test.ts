import { describe, expect, it } from 'vitest';
import type { StoppingState } from '../../../src/core/comparison/sequentialStopping.js';
import type { StoredRun, TrainingOrder } from '../../../src/host/host.js';
import { SeedRounds } from '../../../src/host/training/seedRounds.js';
import { TrainingQueue } from '../../../src/host/training/trainingQueue.js';

const names = ['ann', 'cnn'];
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

function ordersOf(minimum: number, maximum: number): TrainingOrder[] {
  return Array.from({ length: maximum * names.length }, (_, index) => {
    const [number, model] = [Math.floor(index / names.length) + 1, index % names.length];
    const name = names[model] ?? '';
    return {
      definition: undefined as never,
      text: name,
      modelName: name,
      seed: number - 1,
      comparison: 'c',
      round: { batch: 'b', number, minimum, maximum, model, modelCount: names.length, since: 100 },
    };
  });
}

type Looked = (rounds: number) => Partial<StoppingState>;

/** A window: orders, runs that end when they are told to, looks that find what `found` says. */
function windowOf(found: Looked | Error, stored: StoredRun[] = []) {
  const runs = [...stored];
  const looks: (readonly (readonly (string | null)[])[])[] = [];
  const stops: string[] = [];
  const failures: unknown[] = [];
  const queue = new TrainingQueue<TrainingOrder, StoredRun>({
    limit: () => 1,
    runningCount: () => runs.filter(({ status }) => status === 'running').length,
    mayStart: (order) => rounds.mayStart(order),
    start: async ({ modelName, seed = 0 }) => {
      const run = runOf(modelName, seed, 'running');
      runs.unshift(run);
      return run;
    },
    changed: () => rounds.follow(),
  });
  const rounds = new SeedRounds({
    orders: () => [...queue.starting, ...queue.waiting],
    runs: () => runs,
    hashOf: (text) => `hash of ${text}`,
    look: async (plan, models) => {
      looks.push(models);
      if (found instanceof Error) throw found;
      const seeds = models[0]?.length ?? 0;
      const rule = { plan, pairCount: 1, margin: 0 };
      return { rule, seeds, looks: [seeds], pairs: [], ...found(seeds) };
    },
    remove: (order) => queue.remove(order),
    advance: () => queue.advance(),
    stopped: (state, modelNames) => stops.push(`${state.stop} after ${state.seeds}: ${modelNames.join()}`),
    failed: (error) => failures.push(error),
  });
  const order = (orders: readonly TrainingOrder[]) => {
    for (const begun of queue.enqueue(orders)) begun.catch(() => undefined);
  };
  /** Ends the run that is being trained; false when there is none. */
  const endOne = async (status: StoredRun['status'] = 'completed') => {
    await settle();
    const index = runs.findIndex((run) => run.status === 'running');
    const run = runs[index];
    if (run === undefined) return false;
    runs[index] = { ...run, status };
    queue.advance();
    rounds.follow();
    await settle();
    return true;
  };
  return { runs, looks, stops, failures, queue, rounds, order, endOne };
}

function runOf(name: string, seed: number, status: StoredRun['status'], startTime = 200): StoredRun {
  const folder = `/r/${name}${seed}`;
  const facts = { epochs: 1, warnings: [], isResumable: false, root: '/r', comparison: 'c' };
  return { ...facts, runId: folder, folder, definitionHash: `hash of ${name}`, seed, status, startTime };
}

describe('rounds of seeds in the queue', () => {
  it('begin after the minimum only when the models have not been told apart', async () => {
    const { looks, stops, order, endOne, queue, runs } = windowOf((rounds) => (rounds < 4 ? {} : { stop: 'decided' }));
    order(ordersOf(3, 6));
    let trained = 0;
    while (await endOne()) trained += 1;
    expect(trained).toBe(8);
    expect(runs.map(({ folder }) => folder).reverse()).toEqual(
      ['ann0', 'cnn0', 'ann1', 'cnn1', 'ann2', 'cnn2', 'ann3', 'cnn3'].map((name) => `/r/${name}`),
    );
    expect(looks.map((models) => models.map((folders) => folders.length))).toEqual([
      [3, 3],
      [4, 4],
    ]);
    expect(looks[0]).toEqual([
      ['/r/ann0', '/r/ann1', '/r/ann2'],
      ['/r/cnn0', '/r/cnn1', '/r/cnn2'],
    ]);
    expect(stops).toEqual(['decided after 4: ann,cnn']);
    expect(queue.waiting).toEqual([]);
  });

  it('are looked at a last time when all have been trained', async () => {
    const { looks, stops, order, endOne } = windowOf((rounds) => (rounds < 4 ? {} : { stop: 'maximum' }));
    order(ordersOf(3, 4));
    while (await endOne());
    expect(looks).toHaveLength(2);
    expect(stops).toEqual(['maximum after 4: ann,cnn']);
  });

  it('let a run that failed be', async () => {
    const { looks, order, endOne } = windowOf(() => ({ stop: 'decided' }));
    order(ordersOf(3, 4));
    await endOne();
    await endOne('failed');
    while (await endOne());
    // Whether it has a result, whoever looks finds out.
    expect(looks).toEqual([
      [
        ['/r/ann0', '/r/ann1', '/r/ann2'],
        ['/r/cnn0', '/r/cnn1', '/r/cnn2'],
      ],
    ]);
  });

  it('do not hold up other trainings while they are looked at', async () => {
    const before = [0, 1, 2].flatMap((seed) => names.map((name) => runOf(name, seed, 'completed')));
    const { order, runs, rounds, queue, endOne } = windowOf(() => ({}), before);
    const alone: TrainingOrder = { definition: undefined as never, text: 'x', modelName: 'x' };
    const last = ordersOf(3, 4).slice(6);
    order([...last, alone]);
    expect(last.map((one) => rounds.mayStart(one))).toEqual([false, false]);
    expect(queue.starting).toEqual([alone]);
    while (await endOne());
    expect(runs.slice(0, 3).map(({ folder }) => folder)).toEqual(['/r/cnn3', '/r/ann3', '/r/x0']);
  });

  it('begin when nothing is left of the rounds before', async () => {
    const { looks, runs, order, endOne } = windowOf(() => ({ stop: 'decided' }));
    order(ordersOf(3, 4).slice(6));
    while (await endOne());
    expect(runs).toHaveLength(2);
    expect(looks).toHaveLength(1);
  });

  it('go on after a reload from the runs that there are, and take none of another time', async () => {
    const before = [0, 1, 2].flatMap((seed) => names.map((name) => runOf(name, seed, 'completed')));
    const old = [0, 1, 2].flatMap((seed) =>
      names.map((name) => ({ ...runOf(name, seed, 'completed', 50), folder: '/r/old' })),
    );
    const { looks, stops, order, runs } = windowOf(() => ({ stop: 'decided' }), [...before, ...old]);
    order(ordersOf(3, 5).slice(6));
    await settle();
    expect(looks.flat(2)).not.toContain('/r/old');
    expect(looks).toHaveLength(1);
    expect(stops).toEqual(['decided after 3: ann,cnn']);
    expect(runs).toHaveLength(12);
  });

  it('are all trained where a look is not possible', async () => {
    const { failures, stops, order, endOne, runs } = windowOf(new Error('the images are gone'));
    order(ordersOf(3, 4));
    while (await endOne());
    expect(runs).toHaveLength(8);
    expect(failures).toHaveLength(2);
    expect(stops).toEqual([]);
  });

  it('say nothing when what waits is taken out', async () => {
    const { looks, stops, order, endOne, queue } = windowOf((rounds) => (rounds < 3 ? {} : { stop: 'decided' }));
    order(ordersOf(3, 4));
    await endOne();
    for (const waits of queue.waiting) queue.remove(waits);
    await endOne();
    expect(stops).toEqual([]);
    expect(looks.every((models) => models.every((folders) => folders.length <= 1))).toBe(true);
  });

  it('of a given number of seeds are never looked at', async () => {
    const { looks, order, endOne, runs } = windowOf(() => ({ stop: 'decided' }));
    order(ordersOf(4, 4));
    while (await endOne());
    expect([looks.length, runs.length]).toEqual([0, 8]);
  });
});
