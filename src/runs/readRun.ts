import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { printable } from '../core/format.js';
import { markInterrupted, type RunState, withWarning } from '../core/run/state.js';
import type { Verification } from '../core/run/verification.js';
import { readEvents } from './readEvents.js';
import { isTrainerAlive } from './runClaim.js';
import { runFiles } from './runFolder.js';
import { readVerificationFile } from './verificationFile.js';

/** A run on disk. */
export interface StoredRun {
  readonly runId: string;
  /** Absolute. */
  readonly folder: string;
  readonly state: RunState;
  /** What became of training it a second time, the last time that was done. */
  readonly verification?: Verification;
}

const ownNames: ReadonlySet<string> = new Set(Object.values(runFiles));

/**
 * Reads a run folder: the fold of its events, `interrupted` if it has no final event and its trainer does not live. Never
 * throws and never throws away: a torn last line, an unknown event, a file that is not the run's give one warning each.
 */
export async function readRun(folder: string): Promise<StoredRun> {
  const absolute = path.resolve(folder);
  // Asked before reading: a trainer that ends in between has its final event in what is read.
  const isAlive = isTrainerAlive(absolute);
  const { state: read, isTorn } = await readEvents(absolute, Number.POSITIVE_INFINITY);
  let state = await completeState(absolute, read, { isAlive, isTorn });
  let verification: Verification | undefined;
  try {
    verification = await readVerificationFile(absolute);
  } catch (error) {
    const message = `${runFiles.verification} could not be read: ${(error as Error).message}.`;
    state = withWarning(state, 'unreadable-file', message);
  }
  const run = { runId: path.basename(absolute), folder: absolute, state };
  return verification === undefined ? run : { ...run, verification };
}

/**
 * The state of a run as its folder tells it, from the fold of its events: `interrupted` if nobody can go on, with warnings
 * of what is missing and of what does not belong there. Never throws.
 */
export async function completeState(
  folder: string,
  read: RunState,
  { isAlive, isTorn }: { readonly isAlive: boolean; readonly isTorn: boolean },
): Promise<RunState> {
  let state = read;
  if (!isAlive) {
    state = markInterrupted(state);
    // While the trainer lives, half a line is an event on its way.
    if (isTorn)
      state = withWarning(state, 'torn-line', `The last line of ${runFiles.events} is torn and was left out.`);
  }
  const names = await readdir(folder).catch((): string[] => []);
  const missing = missingNames(names, state);
  if (missing.length > 0)
    state = withWarning(state, 'missing-file', `Missing from the run's folder: ${missing.join(', ')}.`);
  const foreign = foreignNames(names);
  if (foreign.length > 0) {
    const shown = foreign.slice(0, 5).map(printable).join(', ');
    const message = `Not part of a run, and left alone: ${shown}${foreign.length > 5 ? ', …' : ''}.`;
    state = withWarning(state, 'foreign-file', message);
  }
  return state;
}

/** What a complete run must have left beside its events. */
function missingNames(names: readonly string[], { status, evaluation }: RunState): string[] {
  if (status !== 'completed') return [];
  const { definition, weights, weightsIndex, predictions } = runFiles;
  const expected = [definition, weights, weightsIndex, ...(evaluation === undefined ? [] : [predictions])];
  return expected.filter((name) => !names.includes(name));
}

/** Names in a run folder that are none of its own; hidden files and files on their way to be renamed are not told. */
function foreignNames(names: readonly string[]): string[] {
  return names.filter((name) => !ownNames.has(name) && !name.startsWith('.') && !/\.(new|old)$/.test(name)).sort();
}
