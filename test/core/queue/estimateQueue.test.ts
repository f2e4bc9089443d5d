import { describe, expect, it } from 'vitest';
import { estimateQueue } from '../../../src/core/queue/estimateQueue.js';
import type { JobState, QueuedJob } from '../../../src/core/queue/job.js';

function job(id: string, definitionHash: string, state: JobState, more: Partial<QueuedJob> = {}): QueuedJob {
  return { id, modelName: id, seed: 0, definitionHash, state, priority: 0, addedAt: 0, attempts: 0, ...more };
}

const past = [
  { definitionHash: 'a', durationMs: 100 },
  { definitionHash: 'a', durationMs: 300 },
  { definitionHash: 'a', durationMs: 200 },
  { definitionHash: 'b', durationMs: 50 },
];

describe('estimateQueue', () => {
  it('adds up what is before a job, on as many places as there are', () => {
    const jobs = [
      job('1', 'a', 'running', { startedAt: 850 }),
      job('2', 'a', 'waiting'),
      job('3', 'b', 'waiting', { priority: 1 }),
      job('4', 'b', 'paused'),
      job('5', 'a', 'done'),
    ];
    const one = estimateQueue({ jobs, isPaused: false }, past, { atOnce: 1, now: 1_000 });
    expect(Object.fromEntries(one)).toEqual({
      1: { durationMs: 200, endsInMs: 50 },
      3: { durationMs: 50, endsInMs: 100 },
      2: { durationMs: 200, endsInMs: 300 },
      4: { durationMs: 50, endsInMs: null },
    });
    const two = estimateQueue({ jobs, isPaused: false }, past, { atOnce: 2, now: 1_000 });
    expect(two.get('3')?.endsInMs).toBe(50);
    expect(two.get('2')?.endsInMs).toBe(250);
  });

  it('promises nothing behind what it does not know, or in a queue that is paused', () => {
    const jobs = [job('1', 'x', 'waiting'), job('2', 'a', 'waiting')];
    const estimates = estimateQueue({ jobs, isPaused: false }, past, { atOnce: 1, now: 0 });
    expect(estimates.has('1')).toBe(false);
    expect(estimates.get('2')).toEqual({ durationMs: 200, endsInMs: null });
    const paused = estimateQueue({ jobs: jobs.slice(1), isPaused: true }, past, { atOnce: 1, now: 0 });
    expect(paused.get('2')).toEqual({ durationMs: 200, endsInMs: null });
  });
});
