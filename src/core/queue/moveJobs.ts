import type { QueueOperation } from './changeQueue.js';
import { inTurn, type Queue, type QueuedJob } from './job.js';

type Move = Extract<QueueOperation, { readonly type: 'move' }>;

/** Moves jobs by one place, together: a selection with gaps closes up. Undefined where that changes nothing. */
export function moveByOne({ jobs }: Pick<Queue, 'jobs'>, ids: readonly string[], to: 'up' | 'down'): Move | undefined {
  const turns = inTurn(jobs.filter(isMovable));
  const wanted = new Set(ids);
  const places = turns.flatMap(({ id }, place) => (wanted.has(id) ? [place] : []));
  const first = places[0];
  const last = places.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const moved = places.map((place) => turns[place]?.id ?? '');
  if (to === 'up') {
    const target = turns[first - 1];
    return target === undefined ? undefined : { type: 'move', ids: moved, to: { before: target.id } };
  }
  if (turns[last + 1] === undefined) return undefined;
  const target = turns[last + 2];
  return { type: 'move', ids: moved, to: target === undefined ? 'last' : { before: target.id } };
}

/** Moves jobs to where they were dropped: before the job under them; on what runs first, on what has ended, or on none, last. */
export function moveOnto({ jobs }: Pick<Queue, 'jobs'>, ids: readonly string[], target: string | undefined): Move {
  const under = jobs.find(({ id }) => id === target);
  if (under?.state === 'running') return { type: 'move', ids, to: 'first' };
  return { type: 'move', ids, to: under !== undefined && isMovable(under) ? { before: under.id } : 'last' };
}

/** True for jobs that still wait for a turn, or would. */
export function isMovable({ state }: Pick<QueuedJob, 'state'>): boolean {
  return state === 'waiting' || state === 'paused';
}
