import { inTurn, type Queue } from './job.js';

/** A complete run, as far as it tells how long others will take. */
export interface PastRun {
  readonly definitionHash: string;
  readonly durationMs: number;
}

/** When a job is expected to end, in milliseconds from now; absent where nothing like it has been trained. */
export interface JobEstimate {
  readonly durationMs: number;
  /** Null where something before it is of unknown length, or it does not wait for a turn. */
  readonly endsInMs: number | null;
}

/**
 * What past runs say of jobs that are still to end, by their ids: a job takes the median of the runs of its very definition,
 * and begins when one of `atOnce` places is free. A guess: recipes and limits that a request changes are not looked at.
 */
export function estimateQueue(
  { jobs, isPaused }: Pick<Queue, 'jobs' | 'isPaused'>,
  past: readonly PastRun[],
  { atOnce, now }: { readonly atOnce: number; readonly now: number },
): ReadonlyMap<string, JobEstimate> {
  const known = medians(past);
  const estimates = new Map<string, JobEstimate>();
  const places: number[] = [];
  const running = jobs.filter(({ state }) => state === 'running');
  for (const { id, definitionHash, startedAt } of running) {
    const durationMs = known.get(definitionHash);
    const left = durationMs === undefined ? Number.NaN : Math.max(0, durationMs - (now - (startedAt ?? now)));
    places.push(left);
    if (durationMs !== undefined) estimates.set(id, { durationMs, endsInMs: left });
  }
  while (places.length < Math.max(1, atOnce)) places.push(0);
  for (const { id, definitionHash, state } of inTurn(jobs)) {
    if (state !== 'waiting' && state !== 'paused') continue;
    const durationMs = known.get(definitionHash);
    if (state === 'paused' || isPaused) {
      if (durationMs !== undefined) estimates.set(id, { durationMs, endsInMs: null });
      continue;
    }
    // Where one place is of unknown length, nobody knows which is free first.
    const first = places.some(Number.isNaN) ? Number.NaN : Math.min(...places);
    const end = first + (durationMs ?? Number.NaN);
    places[Number.isNaN(first) ? 0 : places.indexOf(first)] = end;
    if (durationMs !== undefined) estimates.set(id, { durationMs, endsInMs: Number.isNaN(end) ? null : end });
  }
  return estimates;
}

function medians(past: readonly PastRun[]): ReadonlyMap<string, number> {
  const byHash = new Map<string, number[]>();
  for (const { definitionHash, durationMs } of past)
    byHash.set(definitionHash, [...(byHash.get(definitionHash) ?? []), durationMs]);
  return new Map(
    [...byHash].map(([hash, durations]) => {
      const sorted = durations.toSorted((a, b) => a - b);
      const middle = (sorted.length - 1) / 2;
      return [hash, ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2];
    }),
  );
}
