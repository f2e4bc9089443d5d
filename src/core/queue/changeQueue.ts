import { hasEnded, inTurn, MAXIMUM_JOBS, priorities, type Queue, type QueuedJob } from './job.js';

/** What is known of a job when it is added. */
export type NewJob = Pick<QueuedJob, 'modelName' | 'seed' | 'definitionHash'> & { readonly priority?: number };

/** Where jobs are moved to: the beginning or the end of what waits, or right before another. */
export type JobPlace = 'first' | 'last' | { readonly before: string };

/** What a person does to a queue. Ids that mean no job, or a job that it makes no sense for, are passed over. */
export type QueueOperation =
  | { readonly type: 'add'; readonly jobs: readonly NewJob[] }
  | { readonly type: 'pauseQueue' | 'resumeQueue' }
  | { readonly type: 'pause' | 'resume' | 'cancel' | 'retry' | 'remove'; readonly ids: readonly string[] }
  | { readonly type: 'move'; readonly ids: readonly string[]; readonly to: JobPlace }
  | { readonly type: 'prioritize'; readonly ids: readonly string[]; readonly priority: number }
  /** Takes out what has ended. */
  | { readonly type: 'clear' };

/** More jobs than a queue holds. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError';
}

/**
 * The queue after an operation; the same object if that changes nothing. A job that runs is only asked to end: whoever runs it
 * does so. @throws QueueFullError
 */
export function changeQueue(queue: Queue, operation: QueueOperation, now: number): Queue {
  const changed = apply(queue, operation, now);
  return changed === queue ? queue : { ...changed, revision: queue.revision + 1 };
}

function apply(queue: Queue, operation: QueueOperation, now: number): Queue {
  switch (operation.type) {
    case 'add':
      return add(queue, operation.jobs, now);
    case 'pauseQueue':
    case 'resumeQueue': {
      const isPaused = operation.type === 'pauseQueue';
      return isPaused === queue.isPaused ? queue : { ...queue, isPaused };
    }
    case 'pause':
      return mapJobs(queue, operation.ids, pause);
    case 'resume':
      return mapJobs(queue, operation.ids, resume);
    case 'cancel':
      return mapJobs(queue, operation.ids, (job) => cancel(job, now));
    case 'retry':
      return mapJobs(queue, operation.ids, retry);
    case 'move':
      return move(queue, operation.ids, operation.to);
    case 'prioritize': {
      const { minimum, maximum } = priorities;
      const priority = Math.min(maximum, Math.max(minimum, Math.trunc(operation.priority) || 0));
      return mapJobs(queue, operation.ids, (job) => (job.priority === priority ? job : { ...job, priority }));
    }
    case 'remove': {
      const ids = new Set(operation.ids);
      return keep(queue, (job) => !ids.has(job.id) || job.state === 'running');
    }
    case 'clear':
      return keep(queue, (job) => !hasEnded(job));
  }
}

function add(queue: Queue, added: readonly NewJob[], now: number): Queue {
  if (added.length === 0) return queue;
  if (queue.jobs.length + added.length > MAXIMUM_JOBS)
    throw new QueueFullError(
      `The queue holds ${MAXIMUM_JOBS} jobs at most; ${queue.jobs.length} are in it, and ${added.length} were to be added.`,
    );
  const jobs = added.map(
    ({ priority = 0, ...job }, index): QueuedJob => ({
      ...job,
      id: String(queue.nextId + index),
      state: 'waiting',
      priority,
      addedAt: now,
      attempts: 0,
    }),
  );
  return { ...queue, nextId: queue.nextId + added.length, jobs: [...queue.jobs, ...jobs] };
}

function pause(job: QueuedJob): QueuedJob {
  if (job.state === 'waiting') return { ...job, state: 'paused' };
  return job.state === 'running' && job.wanted === undefined ? { ...job, wanted: 'pause' } : job;
}

function resume(job: QueuedJob): QueuedJob {
  if (job.state === 'paused') return { ...job, state: 'waiting' };
  if (job.state !== 'running' || job.wanted !== 'pause') return job;
  const { wanted: _, ...going } = job;
  return going;
}

function cancel(job: QueuedJob, now: number): QueuedJob {
  if (job.state === 'waiting' || job.state === 'paused') return { ...job, state: 'cancelled', endedAt: now };
  return job.state === 'running' && job.wanted !== 'cancel' ? { ...job, wanted: 'cancel' } : job;
}

/** Its run folder stays its own: what can be gone on with is. */
function retry(job: QueuedJob): QueuedJob {
  if (job.state !== 'failed' && job.state !== 'cancelled') return job;
  const { endedAt: _, message: __, ...rest } = job;
  return { ...rest, state: 'waiting' };
}

/** Moved jobs keep their order among each other, and take the priority of where they come to. */
function move(queue: Queue, ids: readonly string[], to: JobPlace): Queue {
  const wanted = new Set(ids);
  const isMoved = (job: QueuedJob) => wanted.has(job.id) && (job.state === 'waiting' || job.state === 'paused');
  const moved = inTurn(queue.jobs.filter(isMoved));
  const others = queue.jobs.filter((job) => !isMoved(job));
  if (moved.length === 0) return queue;
  const open = inTurn(others.filter((job) => job.state === 'waiting' || job.state === 'paused'));
  const target = typeof to === 'object' ? others.find(({ id }) => id === to.before) : undefined;
  if (typeof to === 'object' && target === undefined) return queue;
  const neighbour = target ?? (to === 'first' ? open[0] : open.at(-1));
  const priority = neighbour?.priority ?? moved[0]?.priority ?? 0;
  const placed = moved.map((job) => (job.priority === priority ? job : { ...job, priority }));
  const at =
    neighbour === undefined
      ? others.length
      : others.indexOf(neighbour) + (target === undefined && to === 'last' ? 1 : 0);
  const jobs = others.toSpliced(at, 0, ...placed);
  return jobs.every((job, index) => job === queue.jobs[index]) ? queue : { ...queue, jobs };
}

function keep(queue: Queue, isKept: (job: QueuedJob) => boolean): Queue {
  const jobs = queue.jobs.filter(isKept);
  return jobs.length === queue.jobs.length ? queue : { ...queue, jobs };
}

/** The queue with some jobs changed; itself where none is. */
export function mapJobs(queue: Queue, ids: readonly string[], change: (job: QueuedJob) => QueuedJob): Queue {
  const wanted = new Set(ids);
  let isChanged = false;
  const jobs = queue.jobs.map((job) => {
    const after = wanted.has(job.id) ? change(job) : job;
    isChanged ||= after !== job;
    return after;
  });
  return isChanged ? { ...queue, jobs } : queue;
}
