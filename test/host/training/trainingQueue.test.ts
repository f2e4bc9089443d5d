import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OrderRemovedError, TrainingQueue } from '../../../src/host/training/trainingQueue.js';

/** A queue whose runs begin and end when the test says. */
function setUp(limit = 1) {
  const begun: string[] = [];
  const running = new Set<string>();
  const starts = new Map<string, { resolve(): void; reject(error: Error): void }>();
  let changes = 0;
  const state = { limit };
  const queue = new TrainingQueue<string, string>({
    limit: () => state.limit,
    runningCount: () => running.size,
    start: (order) => {
      begun.push(order);
      return new Promise((resolve, reject) => {
        starts.set(order, {
          resolve: () => {
            running.add(order);
            resolve(`run ${order}`);
          },
          reject,
        });
      });
    },
    changed: () => {
      changes += 1;
    },
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    queue,
    begun,
    running,
    state,
    changes: () => changes,
    settle,
    async succeed(order: string) {
      starts.get(order)?.resolve();
      await settle();
    },
    async fail(order: string) {
      starts.get(order)?.reject(new Error(`no ${order}`));
      await settle();
    },
    async end(order: string) {
      running.delete(order);
      queue.advance();
      await settle();
    },
  };
}

describe('the queue of trainings', () => {
  it('begins one after the other, in order', async () => {
    const { queue, begun, succeed, end } = setUp();
    const promises = queue.enqueue(['a', 'b', 'c']);
    expect(begun).toEqual(['a']);
    expect(queue.starting).toEqual(['a']);
    expect(queue.waiting).toEqual(['b', 'c']);
    await succeed('a');
    expect(begun).toEqual(['a']);
    await end('a');
    await succeed('b');
    await end('b');
    await succeed('c');
    expect(await Promise.all(promises)).toEqual(['run a', 'run b', 'run c']);
    expect(begun).toEqual(['a', 'b', 'c']);
  });

  it('begins so many at once as is allowed, also when that changes', async () => {
    const { queue, begun, succeed, end, state } = setUp(2);
    void queue.enqueue(['a', 'b', 'c', 'd', 'e']);
    expect(begun).toEqual(['a', 'b']);
    await succeed('a');
    await succeed('b');
    state.limit = 3;
    queue.advance();
    expect(begun).toEqual(['a', 'b', 'c']);
    await succeed('c');
    state.limit = 1;
    await end('a');
    await end('b');
    expect(begun).toEqual(['a', 'b', 'c']);
    await end('c');
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
  });

  it('counts runs that it did not begin', async () => {
    const { queue, begun, running, end } = setUp();
    running.add('of another window');
    void queue.enqueue(['a']);
    expect(begun).toEqual([]);
    await end('of another window');
    expect(begun).toEqual(['a']);
  });

  it('goes on when one cannot be begun', async () => {
    const { queue, begun, fail, succeed } = setUp();
    const [a, b] = queue.enqueue(['a', 'b']);
    const failure = expect(a).rejects.toThrow('no a');
    await fail('a');
    await failure;
    expect(begun).toEqual(['a', 'b']);
    await succeed('b');
    expect(await b).toBe('run b');
  });

  it('lets go of an order that has not begun', async () => {
    const { queue, succeed, end, begun } = setUp();
    const [, b] = queue.enqueue(['a', 'b', 'c']);
    const failure = expect(b).rejects.toBeInstanceOf(OrderRemovedError);
    expect(queue.remove('b')).toBe(true);
    expect(queue.remove('b')).toBe(false);
    expect(queue.remove('a')).toBe(false);
    await failure;
    await succeed('a');
    await end('a');
    expect(begun).toEqual(['a', 'c']);
  });

  it('tells each change of what waits', async () => {
    const { queue, changes, succeed } = setUp();
    void queue.enqueue(['a', 'b']);
    const before = changes();
    await succeed('a');
    expect(changes()).toBeGreaterThan(before);
  });

  it('never goes over the limit, loses none and keeps the order, whatever happens', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('enqueue' as const), count: fc.integer({ min: 1, max: 3 }) }),
      fc.record({ kind: fc.constantFrom('succeed' as const, 'fail' as const, 'end' as const), pick: fc.nat(5) }),
      fc.record({ kind: fc.constant('remove' as const), pick: fc.nat(5) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3 }), fc.array(step, { maxLength: 20 }), async (limit, steps) => {
        const world = setUp(limit);
        const { queue, begun, running } = world;
        const removed = new Set<string>();
        let made = 0;
        for (const action of steps) {
          if (action.kind === 'enqueue') {
            const orders = Array.from({ length: action.count }, () => String(made++));
            for (const promise of queue.enqueue(orders)) promise.catch(() => undefined);
          } else if (action.kind === 'remove') {
            const order = queue.waiting[action.pick];
            if (order !== undefined && queue.remove(order)) removed.add(order);
          } else {
            const among = action.kind === 'end' ? [...running] : queue.starting;
            const order = among[action.pick];
            if (order !== undefined) await world[action.kind](order);
          }
          expect(running.size + queue.starting.length).toBeLessThanOrEqual(limit);
          const expected = Array.from({ length: made }, (_, index) => String(index)).filter((id) => !removed.has(id));
          expect([...begun, ...queue.waiting]).toEqual(expected);
        }
      }),
      { numRuns: 50 },
    );
  });
});
