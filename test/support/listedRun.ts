import { createHash } from 'node:crypto';
import path from 'node:path';
import { setupOf } from '../../src/core/run/comparison.js';
import { summarizeRun } from '../../src/core/run/runSummary.js';
import { markInterrupted, reduceRunEvents } from '../../src/core/run/state.js';
import type { StoredRun } from '../../src/host/host.js';
import { type RecordedRunOptions, recordedRun } from './recordedRun.js';

/** A recorded run as the host has it from the service; `changes` go over its summary. */
export function listedRun(options: RecordedRunOptions & { readonly runId: string }, changes: Partial<StoredRun> = {}) {
  const state = reduceRunEvents(recordedRun(options));
  const { request } = state.started ?? {};
  const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
  const root = changes.root ?? path.resolve('/work/.bakeoff/runs');
  const listed: StoredRun = {
    ...summarizeRun(options.ending === 'none' ? markInterrupted(state) : state, request),
    ...(request === undefined ? {} : { definitionHash: hashOf(request.definitionText) }),
    ...(state.started === undefined ? {} : { setup: hashOf(setupOf(state.started)) }),
    isResumable: state.status === 'stopped' || options.ending === 'none',
    runId: options.runId,
    root,
    folder: path.join(root, options.runId),
    ...changes,
  };
  return listed;
}

/** `vscode.l10n` without a translation. */
export const plainL10n = {
  t: (message: string | { readonly message: string }, ...args: unknown[]): string =>
    (typeof message === 'string' ? message : message.message).replace(/\{(\d+)\}/g, (whole, index: string) =>
      Number(index) in args ? String(args[Number(index)]) : whole,
    ),
};
