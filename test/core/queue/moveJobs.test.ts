import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeQueue } from '../../../src/core/queue/changeQueue.js';
import { emptyQueue, inTurn, type JobState, type Queue } from '../../../src/core/queue/job.js';
import { isMovable, moveByOne, moveOnto } from '../../../src/core/queue/moveJobs.js';

/** A queue of jobs `1`, `2`, … */
function queueOf(jobs: readonly { readonly state: JobState; readonly priority: number }[]): Queue {
  const added = changeQueue(
    emptyQueue,
    {
      type: 'add',
      jobs: jobs.map(({ priority }) => ({ modelName: 'm', seed: 0, definitionHash: 'a'.repeat(64), priority })),
    },
    0,
  );
  return { ...added, jobs: added.jobs.map((job, index) => ({ ...job, state: jobs[index]?.state ?? 'waiting' })) };
}

const waiting = (count: number) => queueOf(Array.from({ length: count }, () => ({ state: 'waiting', priority: 0 })));
const turns = ({ jobs }: Queue) => inTurn(jobs.filter(isMovable)).map(({ id }) => id);
const moved = (queue: Queue, ids: readonly string[], to: 'up' | 'down') => {
  const operation = moveByOne(queue, ids, to);
  return operation === undefined ? queue : changeQueue(queue, operation, 0);
};

describe('moving jobs by one place', () => {
  it.each([
    ['up', ['3'], '1 3 2 4'],
    ['up', ['1'], '1 2 3 4'],
    ['up', ['2', '4'], '2 4 1 3'],
    ['down', ['2'], '1 3 2 4'],
    ['down', ['3'], '1 2 4 3'],
    ['down', ['4'], '1 2 3 4'],
    ['down', ['1', '2'], '3 1 2 4'],
    ['down', ['9'], '1 2 3 4'],
  ] as const)('%s: %j', (to, ids, expected) => {
    expect(turns(moved(waiting(4), ids, to)).join(' ')).toBe(expected);
  });

  it('passes jobs that run or have ended, and takes the priority of where it comes to', () => {
    const queue = queueOf([
      { state: 'running', priority: 0 },
      { state: 'waiting', priority: 5 },
      { state: 'done', priority: 0 },
      { state: 'paused', priority: 1 },
    ]);
    const up = moved(queue, ['4'], 'up');
    expect(turns(up)).toEqual(['4', '2']);
    expect(up.jobs.find(({ id }) => id === '4')?.priority).toBe(5);
    expect(moveByOne(queue, ['1', '3'], 'up')).toBeUndefined();
  });

  it('always moves one job by one place, and leaves the order of the others', () => {
    const job = fc.record({
      state: fc.constantFrom<JobState>('waiting', 'paused', 'running', 'done', 'failed'),
      priority: fc.integer({ min: -2, max: 2 }),
    });
    fc.assert(
      fc.property(fc.array(job, { maxLength: 12 }), fc.nat(), fc.constantFrom('up', 'down'), (jobs, choice, to) => {
        const queue = queueOf(jobs);
        const before = turns(queue);
        if (before.length === 0) return;
        const from = choice % before.length;
        const id = before[from] ?? '';
        const after = turns(moved(queue, [id], to));
        expect(after.filter((other) => other !== id)).toEqual(before.filter((other) => other !== id));
        expect(after.indexOf(id)).toBe(Math.min(before.length - 1, Math.max(0, from + (to === 'up' ? -1 : 1))));
      }),
    );
  });
});

describe('dropping jobs', () => {
  const queue = queueOf([
    { state: 'running', priority: 0 },
    { state: 'waiting', priority: 0 },
    { state: 'waiting', priority: 0 },
    { state: 'waiting', priority: 0 },
    { state: 'failed', priority: 0 },
  ]);

  it.each([
    ['3', '2 4 3'],
    ['2', '4 2 3'],
    ['4', '2 3 4'],
    ['1', '4 2 3'],
    ['5', '2 3 4'],
    [undefined, '2 3 4'],
  ])('on %s', (target, expected) => {
    expect(turns(changeQueue(queue, moveOnto(queue, ['4'], target), 0)).join(' ')).toBe(expected);
  });
});
