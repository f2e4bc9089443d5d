import { describe, expect, it } from 'vitest';
import { changeQueue } from '../../../src/core/queue/changeQueue.js';
import { emptyQueue, type JobState, type Queue, type QueuedJob } from '../../../src/core/queue/job.js';
import { jobLineId, outlineQueues } from '../../../src/host/queue/queueLine.js';
import { jobDescription, jobTooltip, queueMessage } from '../../../src/host/queue/queueText.js';
import { isWorkedOff, jobsToCome } from '../../../src/host/queue/workedQueues.js';
import type { ServedQueue } from '../../../src/protocol/queue.js';
import { plainL10n } from '../../support/listedRun.js';

const hash = 'a'.repeat(64);

function queueOf(...states: readonly JobState[]): Queue {
  const jobs = states.map((_, seed) => ({ modelName: 'cnn', seed, definitionHash: hash }));
  const queue = changeQueue(emptyQueue, { type: 'add', jobs }, 0);
  return {
    ...queue,
    jobs: queue.jobs.map((job, index) => ({ ...job, state: states[index] ?? 'waiting', startedAt: 0 })),
  };
}

const served = (root: string, queue: Queue, more: Partial<ServedQueue> = {}): ServedQueue => ({
  root,
  queue,
  isWorked: true,
  ...more,
});
const options = { pastRuns: () => [{ definitionHash: hash, durationMs: 60_000 }], atOnce: 1, now: 20_000 };

describe('the lines of the queue', () => {
  it('are the jobs of one queue in the order of their turns, with when they are expected to end', () => {
    const outline = outlineQueues(
      [served('/a', queueOf('done', 'waiting', 'running')), served('/b', emptyQueue)],
      options,
    );
    expect(outline.top).toEqual(['3', '2', '1'].map((id) => jobLineId('/a', id)));
    const ends = outline.top.map((id) => {
      const line = outline.lines.get(id);
      return line?.kind === 'job' ? line.estimate?.endsInMs : undefined;
    });
    expect(ends).toEqual([40_000, 100_000, undefined]);
  });

  it('stand below their queues, where there are several', () => {
    const outline = outlineQueues(
      [served('/a', queueOf('waiting')), served('/b', queueOf('paused', 'waiting'))],
      options,
    );
    expect(outline.top).toEqual(['/a', '/b']);
    expect(outline.lines.get('/b')).toMatchObject({ children: [jobLineId('/b', '2'), jobLineId('/b', '1')] });
  });
});

describe('what is said of a job', () => {
  const job = (more: Partial<QueuedJob> = {}): QueuedJob => ({ ...(queueOf('waiting').jobs[0] as QueuedJob), ...more });
  const none = { estimate: undefined, run: undefined };

  it.each([
    [{}, 'seed 0'],
    [{ priority: 3 }, 'seed 0 · priority 3'],
    [{ state: 'running', wanted: 'pause' }, 'seed 0 · pausing'],
    [{ state: 'running', wanted: 'cancel' }, 'seed 0 · being cancelled'],
    [{ state: 'paused', priority: -2 }, 'seed 0 · paused · priority -2'],
    [{ state: 'failed', message: 'no\u001b[31m memory' }, 'seed 0 · failed · no\\u001b[31m memory'],
    [{ state: 'done', priority: 3 }, 'seed 0'],
  ] as const)('%j: %s', (more, expected) => {
    expect(jobDescription(job(more), none, plainL10n)).toBe(expected);
  });

  it('names when it is expected to end', () => {
    const estimate = { durationMs: 60_000, endsInMs: 90_000 };
    expect(jobDescription(job(), { ...none, estimate }, plainL10n)).toBe('seed 0 · ends in about 1 min 30 s');
    expect(jobDescription(job(), { ...none, estimate: { ...estimate, endsInMs: null } }, plainL10n)).toBe('seed 0');
  });

  it('is Markdown in which a name or a reason from a file is nothing but text', () => {
    const text = jobTooltip(job({ modelName: '[x](command:y)', message: '![](http://z)' }), none, plainL10n);
    expect(text).toContain('`[x](command:y)`');
    expect(text).toContain('`![](http://z)`');
  });
});

describe('what is said of queues', () => {
  const paused = (queue: Queue): Queue => ({ ...queue, isPaused: true });

  it.each([
    ['nothing of one that is worked off', [served('/a', queueOf('waiting'))], undefined],
    ['that it is paused', [served('/a', paused(queueOf('waiting')))], 'The queue is paused'],
    ['nothing where nothing waits', [served('/a', paused(queueOf('done')))], undefined],
    ['that nobody works it off', [served('/a', queueOf('waiting'), { isWorked: false })], 'Nobody works'],
    ['nothing while others do', [served('/a', queueOf('waiting', 'running'), { isWorked: false })], undefined],
    ['why it cannot be read', [served('/a', queueOf('waiting'), { problem: 'It is damaged.' })], 'It is damaged.'],
  ])('%s', (_, queues, expected) => {
    const message = queueMessage(queues, plainL10n);
    if (expected === undefined) expect(message).toBeUndefined();
    else expect(message).toContain(expected);
  });

  it('counts as to come what begins by itself', () => {
    const queue = queueOf('running', 'waiting', 'paused', 'waiting');
    expect(jobsToCome([served('/a', queue)])).toHaveLength(2);
    expect(jobsToCome([served('/a', queue, { isWorked: false }), served('/b', paused(queue))])).toEqual([]);
    expect(isWorkedOff(served('/a', emptyQueue))).toBe(false);
  });
});
