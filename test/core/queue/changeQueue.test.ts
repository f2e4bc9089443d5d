import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeQueue, type QueueOperation } from '../../../src/core/queue/changeQueue.js';
import { emptyQueue, inTurn, type Lease, type Queue } from '../../../src/core/queue/job.js';
import { endJob, type JobOutcome, takeJob, takeOver } from '../../../src/core/queue/leaseJobs.js';
import { parseQueue, writeQueueText } from '../../../src/core/queue/parseQueue.js';

const HASH = 'a'.repeat(64);
const leaseOf = (number: number): Lease => ({
  token: number.toString(16).padStart(16, '0'),
  pid: 1,
  startedAt: null,
  host: 'here',
  beat: 0,
});
const runIdFor = ({ id }: { readonly id: string }) =>
  `20310405-060708-m-s0-${Number(id).toString(16).padStart(4, '0')}`;

function add(queue: Queue, count: number, priority = 0): Queue {
  const jobs = Array.from({ length: count }, (_, seed) => ({ modelName: 'm', seed, definitionHash: HASH, priority }));
  return changeQueue(queue, { type: 'add', jobs }, 1);
}

const waitingIds = (queue: Queue) => inTurn(queue.jobs.filter(({ state }) => state === 'waiting')).map(({ id }) => id);

/** The same queue as a person would keep it on paper: a list of cards in turn, and piles of those that are over. */
interface Model {
  readonly waiting: { readonly id: string; readonly priority: number; readonly isPaused: boolean }[];
  readonly running: Map<string, string>;
  readonly over: Map<string, string>;
  isPaused: boolean;
  next: number;
}

const ids = fc.array(fc.integer({ min: 1, max: 12 }).map(String), { maxLength: 4 });
const step = fc.oneof(
  fc.record({
    do: fc.constant('add' as const),
    count: fc.integer({ min: 1, max: 3 }),
    priority: fc.integer({ min: -2, max: 2 }),
  }),
  fc.record({ do: fc.constantFrom('pause', 'resume', 'cancel', 'retry', 'remove'), ids }),
  fc.record({ do: fc.constantFrom('pauseQueue', 'resumeQueue', 'clear') }),
  fc.record({ do: fc.constant('take' as const), atOnce: fc.integer({ min: 1, max: 3 }) }),
  fc.record({
    do: fc.constant('end' as const),
    id: fc.integer({ min: 1, max: 12 }).map(String),
    state: fc.constantFrom('done', 'failed', 'again', 'cancelled', 'paused'),
    isStale: fc.boolean(),
  }),
);

describe('a queue', () => {
  it('is what a person would keep on paper, whatever is done to it', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let queue = emptyQueue;
        const model: Model = { waiting: [], running: new Map(), over: new Map(), isPaused: false, next: 1 };
        const wanted = new Map<string, string>();
        let leases = 0;
        const insert = (id: string, priority: number, isPaused: boolean) => {
          // The place is kept in the list, so a card that comes back goes before younger ones of its priority only if it
          // was before them: numbers are given in the order of the list as long as nothing is moved.
          const at = model.waiting.findIndex(
            (card) => card.priority < priority || (card.priority === priority && Number(card.id) > Number(id)),
          );
          model.waiting.splice(at < 0 ? model.waiting.length : at, 0, { id, priority, isPaused });
        };
        const priorityOf = new Map<string, number>();
        const takeOut = (id: string) => {
          const at = model.waiting.findIndex((card) => card.id === id);
          return at < 0 ? undefined : model.waiting.splice(at, 1)[0];
        };
        for (const one of steps) {
          const before = queue;
          if (one.do === 'add') {
            queue = add(queue, one.count, one.priority);
            for (let count = 0; count < one.count; count += 1) {
              priorityOf.set(String(model.next), one.priority);
              insert(String(model.next), one.priority, false);
              model.next += 1;
            }
          } else if (one.do === 'take') {
            leases += 1;
            const taken = takeJob(queue, { lease: leaseOf(leases), atOnce: one.atOnce, runIdFor, now: 2 });
            const card =
              model.isPaused || model.running.size >= one.atOnce
                ? undefined
                : model.waiting.find(({ isPaused }) => !isPaused);
            expect(taken?.job.id).toBe(card?.id);
            if (taken !== undefined && card !== undefined) {
              queue = taken.queue;
              takeOut(card.id);
              model.running.set(card.id, taken.job.lease.token);
            }
          } else if (one.do === 'end') {
            const token = one.isStale ? 'f'.repeat(16) : (model.running.get(one.id) ?? 'f'.repeat(16));
            const outcome = (
              one.state === 'failed' ? { state: 'failed', message: 'x' } : { state: one.state }
            ) as JobOutcome;
            queue = endJob(queue, { id: one.id, token }, outcome, 3);
            if (model.running.get(one.id) === token) {
              model.running.delete(one.id);
              const asked = wanted.get(one.id);
              wanted.delete(one.id);
              const state = one.state !== 'again' ? one.state : asked === 'cancel' ? 'cancelled' : (asked ?? 'again');
              if (state === 'again' || state === 'paused' || state === 'pause')
                insert(one.id, priorityOf.get(one.id) ?? 0, state !== 'again');
              else model.over.set(one.id, state);
            } else expect(queue).toBe(before);
          } else if ('ids' in one) {
            queue = changeQueue(queue, { type: one.do, ids: one.ids } as QueueOperation, 4);
            for (const id of new Set(one.ids)) {
              const card = model.waiting.find((candidate) => candidate.id === id);
              if (one.do === 'pause' || one.do === 'resume') {
                if (card !== undefined) Object.assign(card, { isPaused: one.do === 'pause' });
                if (model.running.has(id) && one.do === 'pause' && !wanted.has(id)) wanted.set(id, 'pause');
                if (model.running.has(id) && one.do === 'resume' && wanted.get(id) === 'pause') wanted.delete(id);
              } else if (one.do === 'cancel') {
                if (takeOut(id) !== undefined) model.over.set(id, 'cancelled');
                if (model.running.has(id)) wanted.set(id, 'cancel');
              } else if (one.do === 'retry') {
                if (model.over.get(id) === 'failed' || model.over.get(id) === 'cancelled') {
                  model.over.delete(id);
                  insert(id, priorityOf.get(id) ?? 0, false);
                }
              } else {
                takeOut(id);
                model.over.delete(id);
              }
            }
          } else {
            queue = changeQueue(queue, { type: one.do } as QueueOperation, 5);
            if (one.do === 'clear') model.over.clear();
            else model.isPaused = one.do === 'pauseQueue';
          }
          expect(queue === before || queue.revision > before.revision).toBe(true);
          expect(waitingIds(queue)).toEqual(model.waiting.flatMap(({ id, isPaused }) => (isPaused ? [] : [id])));
          expect(
            queue.jobs
              .filter(({ state }) => state === 'running')
              .map(({ id }) => id)
              .toSorted(),
          ).toEqual([...model.running.keys()].toSorted());
          expect(queue.jobs).toHaveLength(model.waiting.length + model.running.size + model.over.size);
          for (const [id, state] of model.over) expect(queue.jobs.find((job) => job.id === id)?.state).toBe(state);
          expect(parseQueue(writeQueueText(queue))).toEqual({ queue });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('has jobs that are moved in the order and the place that they were moved to', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1, max: 1 }), { minLength: 2, maxLength: 8 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 3 }),
        fc.oneof(fc.constantFrom('first' as const, 'last' as const), fc.integer({ min: 1, max: 8 })),
        (priorities, moved, place) => {
          const queue = priorities.reduce((before, priority) => add(before, 1, priority), emptyQueue);
          const before = waitingIds(queue);
          const own = before.filter((id) => moved.includes(Number(id)));
          const to = typeof place === 'number' ? { before: String(place) } : place;
          const after = waitingIds(changeQueue(queue, { type: 'move', ids: own, to }, 1));
          const others = before.filter((id) => !own.includes(id));
          const at = typeof to === 'object' ? others.indexOf(to.before) : to === 'first' ? 0 : others.length;
          expect(after).toEqual(own.length === 0 || at < 0 ? before : others.toSpliced(at, 0, ...own));
        },
      ),
    );
  });

  it('gives a job of a holder that is gone to one of those that want it', () => {
    const taken = takeJob(add(emptyQueue, 1), { lease: leaseOf(1), atOnce: 1, runIdFor, now: 2 });
    if (taken === undefined) throw new Error('nothing was taken');
    const held = { id: '1', token: leaseOf(1).token };
    const first = takeOver(taken.queue, held, leaseOf(2));
    expect(first?.jobs[0]?.lease).toEqual(leaseOf(2));
    expect(first && takeOver(first, held, leaseOf(3))).toBeUndefined();
    expect(first && endJob(first, held, { state: 'done' }, 3)).toBe(first);
  });

  it('refuses what nobody could have written', () => {
    const taken = takeJob(add(emptyQueue, 2), { lease: leaseOf(1), atOnce: 1, runIdFor, now: 2 });
    if (taken === undefined) throw new Error('nothing was taken');
    const text = writeQueueText(taken.queue);
    const changed = (from: string | RegExp, to: string) => {
      const other = text.replace(from, to);
      expect(other).not.toBe(text);
      return parseQueue(other);
    };
    expect(changed('"version":1', '"version":2')).toHaveProperty('problem');
    expect(changed('20310405-060708-m-s0-0001', '../../../etc')).toHaveProperty('problem');
    expect(changed('"id":"2"', '"id":"1"')).toEqual({ problem: 'the job 1 is in it twice' });
    expect(changed('"id":"2"', '"id":"../2"')).toHaveProperty('problem');
    expect(changed('"state":"waiting"', '"state":"running"')).toEqual({ problem: 'the job 2 is running and not held' });
    expect(changed('"nextId":3', '"nextId":2')).toEqual({ problem: 'the job 2 is beyond the number of the next' });
    expect(parseQueue('[')).toEqual({ problem: 'it is no JSON' });
  });

  it('holds no more jobs than it says', () => {
    expect(() => add(add(emptyQueue, 9_000), 1_001)).toThrow('The queue holds 10000 jobs at most');
  });
});
