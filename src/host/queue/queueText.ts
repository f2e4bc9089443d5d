import type { l10n } from 'vscode';
import { formatDuration, formatTime, printable } from '../../core/format.js';
import { inlineCode, paragraphs } from '../../core/language/markdown.js';
import type { JobEstimate } from '../../core/queue/estimateQueue.js';
import type { JobState, QueuedJob } from '../../core/queue/job.js';
import type { ServedQueue } from '../../protocol/queue.js';
import type { StoredRun } from '../host.js';
import { runFigures } from '../views/resultText.js';

type Localization = Pick<typeof l10n, 't'>;

/** What is known of a job beside itself. */
export interface JobFacts {
  readonly estimate: JobEstimate | undefined;
  /** Where it has been begun. */
  readonly run: StoredRun | undefined;
}

/** Longest reason in a line. */
const MAXIMUM_REASON = 120;

/** What stands behind a job's name: `seed 1 · 3/10 · 91.2 % · ends in about 4 min`. */
export function jobDescription(job: QueuedJob, { estimate, run }: JobFacts, l10n: Localization): string {
  const { seed, state, priority, wanted, message } = job;
  const endsInMs = estimate?.endsInMs ?? undefined;
  const reason = message === undefined ? undefined : printable(message).slice(0, MAXIMUM_REASON);
  return [
    l10n.t('seed {0}', seed),
    ...(wanted === undefined ? [] : [wanted === 'pause' ? l10n.t('pausing') : l10n.t('being cancelled')]),
    ...((state === 'running' || state === 'done') && run !== undefined ? runFigures(run, l10n) : []),
    ...(state === 'running' || state === 'done' || state === 'waiting' ? [] : [stateName(state, l10n)]),
    ...(endsInMs === undefined ? [] : [l10n.t('ends in about {0}', formatDuration(endsInMs))]),
    ...(priority === 0 || state === 'done' ? [] : [l10n.t('priority {0}', priority)]),
    ...(reason === undefined ? [] : [reason]),
  ].join(' · ');
}

/** A job's state, as people call it. */
export function stateName(state: JobState, l10n: Localization): string {
  return {
    waiting: l10n.t('waiting'),
    paused: l10n.t('paused'),
    running: l10n.t('in training'),
    done: l10n.t('trained'),
    failed: l10n.t('failed'),
    cancelled: l10n.t('cancelled'),
  }[state];
}

/** All that is known of a job, in Markdown. */
export function jobTooltip(job: QueuedJob, { estimate, run }: JobFacts, l10n: Localization): string {
  const { id, modelName, seed, state, priority, attempts, addedAt, startedAt, endedAt, runId, message } = job;
  const rows: readonly (readonly [string, string | undefined])[] = [
    [l10n.t('Job'), id],
    [l10n.t('State'), stateName(state, l10n)],
    [l10n.t('Seed'), String(seed)],
    [l10n.t('Priority'), String(priority)],
    [l10n.t('Takes about'), estimate && formatDuration(estimate.durationMs)],
    [l10n.t('Ends in about'), estimate?.endsInMs == null ? undefined : formatDuration(estimate.endsInMs)],
    [l10n.t('Begun'), attempts > 1 ? l10n.t('{0} times', attempts) : undefined],
    [l10n.t('Added'), formatTime(addedAt)],
    [l10n.t('Started'), startedAt === undefined ? undefined : formatTime(startedAt)],
    [l10n.t('Ended'), endedAt === undefined ? undefined : formatTime(endedAt)],
    [l10n.t('Run'), runId === undefined ? undefined : inlineCode(runId)],
  ];
  const figures = run === undefined ? [] : runFigures(run, l10n);
  return paragraphs(
    inlineCode(modelName),
    message === undefined ? undefined : inlineCode(printable(message)),
    figures.length === 0 ? undefined : figures.join(' · '),
    rows.flatMap(([name, value]) => (value === undefined ? [] : `${name}: ${value}`)).join('  \n'),
  );
}

/** How a whole queue stands, above its jobs; undefined where that goes without saying. */
export function queueMessage(queues: readonly ServedQueue[], l10n: Localization): string | undefined {
  const problem = queues.find((queue) => queue.problem !== undefined)?.problem;
  if (problem !== undefined) return printable(problem);
  const withJobs = queues.filter(({ queue }) => queue.jobs.some(({ state }) => state === 'waiting'));
  if (withJobs.length === 0) return undefined;
  if (withJobs.every(({ queue }) => queue.isPaused))
    return l10n.t('The queue is paused: nothing more is begun. What runs goes on.');
  // Another window, or a program in a terminal.
  const isWorkedElsewhere = withJobs.some(({ queue }) => queue.jobs.some(({ state }) => state === 'running'));
  if (withJobs.some(({ isWorked }) => isWorked) || isWorkedElsewhere) return undefined;
  return l10n.t('Nobody works the queue off.');
}
