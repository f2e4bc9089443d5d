import { definitionName } from '../core/definition/definitionName.js';
import { setupOf } from '../core/run/comparison.js';
import { type ListedSummary, summarizeRun } from '../core/run/runSummary.js';
import type { RunState } from '../core/run/state.js';
import { readLabel } from './labelFile.js';
import type { RunPlace } from './listRuns.js';
import { readRun } from './readRun.js';
import { readRequest } from './requestFile.js';
import { whyNotResumable } from './resumePoint.js';
import { type IndexEntry, stampOf } from './runIndex.js';
import { textHash } from './textHash.js';

/** Reads a run for a list. Never throws: what is wrong is among the summary's warnings. */
export async function entryOf({ runId, folder }: RunPlace): Promise<IndexEntry> {
  // Taken before reading: what is written meanwhile makes it out of date.
  const stamp = stampOf(folder);
  const { state } = await readRun(folder);
  const isOpen = state.status === 'running' || state.status === 'interrupted';
  return { runId, stamp, isOpen, summary: await listedSummary(folder, state) };
}

/** What a list tells of a run in this state; the folder is asked only for what the events do not hold. Never throws. */
export async function listedSummary(folder: string, state: RunState): Promise<ListedSummary> {
  const request = state.started?.request ?? (await readRequest(folder));
  const label = await readLabel(folder);
  // Of a run that is only starting, or never started, its definition tells the name.
  const name =
    state.started === undefined && request !== undefined ? definitionName(request.definitionText) : undefined;
  return {
    ...summarizeRun(state, request),
    ...(name === undefined ? {} : { modelName: name }),
    ...(label === undefined ? {} : { label }),
    ...(request === undefined ? {} : { definitionHash: textHash(request.definitionText) }),
    ...(state.started === undefined ? {} : { setup: textHash(setupOf(state.started)) }),
    isResumable: request !== undefined && state.status !== 'running' && whyNotResumable(state) === undefined,
  };
}
