import { printable } from '../core/format.js';
import type { QueuedJob } from '../core/queue/job.js';
import { CommandError, exitCodes } from './exitCodes.js';

/** Ids of jobs as a person names them: `3`, `3-7`. @throws CommandError for what is none, or not in the queue */
export function jobIdsOf(texts: readonly string[], jobs: readonly QueuedJob[]): string[] {
  const present = jobs.map(({ id }) => id);
  const found = texts.flatMap((text) => {
    const [, first, last = first] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(text) ?? [];
    const own = present.filter((id) => Number(id) >= Number(first) && Number(id) <= Number(last));
    if (own.length > 0) return own;
    throw new CommandError(
      exitCodes.usage,
      `there is no job ${printable(text)} in the queue`,
      'Jobs are named by their numbers, such as 3 or 3-7. See: bakeoff queue',
    );
  });
  return [...new Set(found)];
}
