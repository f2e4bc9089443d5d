import { formatDuration, formatQuantity, NO_VALUE, printable } from '../../core/format.js';
import type { JobEstimate } from '../../core/queue/estimateQueue.js';
import { type JobState, jobStates, type Queue, type QueuedJob } from '../../core/queue/job.js';
import type { Table, Tone } from '../../core/report/table.js';

const tones: Readonly<Partial<Record<JobState, Tone>>> = {
  running: 'strong',
  failed: 'bad',
  paused: 'muted',
  cancelled: 'muted',
  done: 'good',
};

/** Jobs as they are listed, one a row. */
export function queueTable(
  jobs: readonly QueuedJob[],
  places: ReadonlyMap<string, number>,
  estimates: ReadonlyMap<string, JobEstimate>,
): Table {
  return {
    columns: [
      { title: 'Job', align: 'right' },
      { title: 'Model', flexible: true },
      { title: 'Seed', align: 'right' },
      { title: 'State' },
      { title: 'Turn', align: 'right' },
      { title: 'Priority', align: 'right', droppable: true },
      { title: 'Takes about', align: 'right', droppable: true },
      { title: 'Ends in about', align: 'right' },
      { title: 'Run', droppable: true },
      { title: 'Note', flexible: true, droppable: true },
    ],
    rows: jobs.map((job) => {
      const { id, modelName, seed, state, wanted, priority, runId, message } = job;
      const estimate = estimates.get(id);
      const tone = tones[state];
      const text = wanted === undefined ? state : wanted === 'pause' ? 'pausing' : 'cancelling';
      return [
        id,
        printable(modelName),
        String(seed),
        tone === undefined ? { text } : { text, tone },
        String(places.get(id) ?? NO_VALUE),
        String(priority),
        formatDuration(estimate?.durationMs),
        formatDuration(estimate?.endsInMs),
        runId ?? NO_VALUE,
        printable(message ?? ''),
      ];
    }),
  };
}

/** `3 waiting, 1 running; the queue is paused`. */
export function queueSentence({ jobs, isPaused }: Pick<Queue, 'jobs' | 'isPaused'>): string {
  if (jobs.length === 0) return `The queue is empty${isPaused ? ', and paused' : ''}.`;
  const counts = jobStates.flatMap((state) => {
    const count = jobs.filter((job) => job.state === state).length;
    return count === 0 ? [] : [`${count} ${state}`];
  });
  return `${formatQuantity(jobs.length, 'job')}: ${counts.join(', ')}${isPaused ? '; the queue is paused' : ''}`;
}
