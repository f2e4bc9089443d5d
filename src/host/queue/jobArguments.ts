import * as vscode from 'vscode';
import { printable } from '../../core/format.js';
import type { QueueOperation } from '../../core/queue/changeQueue.js';
import { inList, type Queue, type QueuedJob } from '../../core/queue/job.js';
import type { ServedQueue } from '../../protocol/queue.js';
import type { Host } from '../host.js';
import { jobLineId } from './queueLine.js';
import { jobDescription } from './queueText.js';

type JobHost = Pick<Host, 'queues' | 'queueView' | 'runs'>;

/** What a command does to jobs, and which it makes sense for. */
export interface JobsCommand {
  readonly placeHolder: string;
  isOffered(job: QueuedJob): boolean;
  /** Undefined where it changes nothing. */
  operationOf(queue: Queue, ids: readonly string[]): Exclude<QueueOperation, { readonly type: 'add' }> | undefined;
}

/**
 * Does something to the jobs that a command is about: its argument, a line of the queue's tree, then all that are selected, if
 * that one is among them; without any, the tree's selection, or those that a person chooses.
 */
export async function changeJobs(host: JobHost, args: readonly unknown[], command: JobsCommand): Promise<void> {
  const lines = await linesOf(host, args, command);
  const ids = new Map<ServedQueue, string[]>();
  for (const line of lines) {
    const place = host.queueView.placeOf(line);
    if (place?.job === undefined || !command.isOffered(place.job)) continue;
    ids.set(place.queue, [...(ids.get(place.queue) ?? []), place.job.id]);
  }
  for (const [{ root, queue }, jobs] of ids) {
    const operation = command.operationOf(queue, jobs);
    if (operation !== undefined) await host.queues.change(root, operation);
  }
}

async function linesOf(host: JobHost, args: readonly unknown[], command: JobsCommand): Promise<readonly string[]> {
  const [clicked, selected] = args;
  const given =
    clicked === undefined
      ? host.queueView.selection
      : Array.isArray(selected) && selected.includes(clicked)
        ? selected
        : [clicked];
  const lines = given.filter((line: unknown) => typeof line === 'string');
  return lines.length > 0 || clicked !== undefined ? lines : pickJobs(host, command);
}

async function pickJobs({ queues, runs }: JobHost, { placeHolder, isOffered }: JobsCommand): Promise<string[]> {
  const items = queues.all.flatMap(({ root, queue }) =>
    inList(queue.jobs)
      .filter(isOffered)
      .map((job) => ({
        label: printable(job.modelName),
        description: jobDescription(
          job,
          { estimate: undefined, run: job.runId === undefined ? undefined : runs.get(job.runId) },
          vscode.l10n,
        ),
        line: jobLineId(root, job.id),
      })),
  );
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no such job in the queue.'));
    return [];
  }
  const chosen = await vscode.window.showQuickPick(items, { placeHolder, canPickMany: true, matchOnDescription: true });
  return (chosen ?? []).map(({ line }) => line);
}

/** The queues that a command is about: that of its argument, else all that have jobs. */
export function queuesOf({ queues, queueView }: JobHost, argument: unknown): readonly ServedQueue[] {
  const place = typeof argument === 'string' ? queueView.placeOf(argument) : undefined;
  if (place !== undefined) return [place.queue];
  return queues.all.filter(({ queue }) => queue.jobs.length > 0);
}
