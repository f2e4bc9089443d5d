import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { printable } from '../core/format.js';
import type { RunEvent } from '../core/run/events.js';
import type { RunState } from '../core/run/state.js';
import { killProcessTree } from './killProcessTree.js';
import { isProcessAlive, isSameProcess, type ProcessIdentity } from './processIdentity.js';
import { readEvents } from './readEvents.js';
import { recordEnd } from './recordEnd.js';
import { readRequest } from './requestFile.js';
import { claimRun, RunBusyError, type RunClaim, readClaim, releaseRun } from './runClaim.js';
import { removeStopRequest, writeStopRequest } from './stopRequest.js';
import { DEFAULT_STOP_TIMEOUT_MS, KILL_TIMEOUT_MS } from './trainerChild.js';
import { endedReason } from './trainerProcess.js';

/** A training that could not be stopped, and why. */
export class StopRunError extends Error {
  override readonly name = 'StopRunError';
}

/** How a training is stopped. */
export interface StopRunOptions {
  /** For people, recorded with the run. */
  readonly reason: string;
  /** From the request to the first kill; default 10,000. */
  readonly timeoutMs?: number;
}

const LOOK_MS = 50;
/** From the death of a trainer to its starter's word of it, at most. */
const STARTER_MS = 5_000;
/** From the request to the end of a training on another machine: a cluster that does not answer is asked for a while. */
const REMOTE_MS = 30_000;

/**
 * Stops a training, whatever process started it: asks its trainer by a file in the run folder, and ends its process tree if
 * it has not ended after `timeoutMs`. Resolves when the process is gone and the run has an end, at once when nobody trains it.
 * Only a process that is known to be the trainer is ever killed.
 * @throws StopRunError when that cannot be told, or it does not die; Error when the request cannot be written.
 */
export async function stopRun(folder: string, options: StopRunOptions): Promise<void> {
  const { reason, timeoutMs = DEFAULT_STOP_TIMEOUT_MS } = options;
  const absolute = path.resolve(folder);
  const deadline = performance.now() + timeoutMs;
  const claim = await trainerOf(absolute, deadline);
  if (claim === undefined) return;
  if (claim.isRemote) return stopRemote(absolute, claim.holder, reason);
  const { holder } = claim;
  try {
    writeStopRequest(absolute, { trainer: holder, reason, time: Date.now() });
    const isGone = await isGoneBy(holder, deadline);
    if (!isGone) await end(absolute, holder);
    await awaitStarter(absolute, claim);
    await settle(absolute, isGone ? reason : endedReason(reason));
  } finally {
    removeStopRequest(absolute);
  }
}

/** Who trains the run; undefined when nobody does. Whoever is about to start its trainer is waited for. */
async function trainerOf(folder: string, deadline: number): Promise<RunClaim | undefined> {
  for (;;) {
    const claim = readClaim(folder);
    if (claim === undefined || !isProcessAlive(claim.holder)) return undefined;
    if (claim.starter !== undefined || claim.isRemote) return claim;
    if (performance.now() > deadline)
      throw new StopRunError(
        `${printable(folder)} is being prepared by process ${claim.holder.pid}, which has not started its trainer yet; try again.`,
      );
    await sleep(LOOK_MS);
  }
}

/** Asks whoever follows a training on another machine, and waits until it has given up the run. */
async function stopRemote(folder: string, holder: ProcessIdentity, reason: string): Promise<void> {
  const deadline = performance.now() + REMOTE_MS;
  try {
    writeStopRequest(folder, { trainer: holder, reason, time: Date.now() });
    for (let present = readClaim(folder); present !== undefined; present = readClaim(folder)) {
      if (!isSameProcess(present.holder, holder) || !isProcessAlive(holder)) return;
      if (performance.now() > deadline)
        throw new StopRunError(
          `Process ${holder.pid}, which follows ${printable(folder)} on a cluster, does not stop it.`,
        );
      await sleep(LOOK_MS);
    }
  } finally {
    removeStopRequest(folder);
  }
}

async function isGoneBy(process: ProcessIdentity, deadline: number): Promise<boolean> {
  while (isProcessAlive(process)) {
    if (performance.now() > deadline) return false;
    await sleep(LOOK_MS);
  }
  return true;
}

/** Ends the trainer's process tree: SIGTERM, and SIGKILL two seconds later. */
async function end(folder: string, trainer: ProcessIdentity): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    // Asked anew right before: its number may be a stranger's by now.
    if (!isProcessAlive(trainer, 0)) return;
    if (trainer.startedAt === null || trainer.pid === process.pid)
      throw new StopRunError(
        `${printable(folder)} is trained by process ${trainer.pid}, which does not answer and is not certain to be a trainer: end it yourself.`,
      );
    killProcessTree(trainer.pid, signal);
    if (await isGoneBy(trainer, performance.now() + KILL_TIMEOUT_MS)) return;
  }
  throw new StopRunError(`Process ${trainer.pid}, which trains ${printable(folder)}, could not be ended.`);
}

/** The trainer's starter, if it lives, gives the run its end, and gives up the claim. */
async function awaitStarter(folder: string, { holder, starter }: RunClaim): Promise<void> {
  const deadline = performance.now() + STARTER_MS;
  while (starter !== undefined && isProcessAlive(starter) && performance.now() < deadline) {
    const present = readClaim(folder);
    if (present === undefined || !isSameProcess(present.holder, holder)) return;
    await sleep(LOOK_MS);
  }
}

/** Gives the run an end if it still has none. */
async function settle(folder: string, reason: string): Promise<void> {
  try {
    claimRun(folder);
  } catch (error) {
    // Somebody goes on with it already.
    if (error instanceof RunBusyError) return;
    throw error;
  }
  try {
    const { state } = await readEvents(folder, Number.POSITIVE_INFINITY);
    if (state.status !== 'running') return;
    const request = state.started?.request ?? (await readRequest(folder));
    const definitionText = request === undefined ? {} : { definitionText: request.definitionText };
    await recordEnd(folder, { state, end: stopped(state, reason), ...definitionText });
  } finally {
    releaseRun(folder);
  }
}

function stopped({ startTime, resumptions }: RunState, reason: string): RunEvent {
  const time = Date.now();
  const since = resumptions?.at(-1)?.time ?? startTime ?? time;
  return { type: 'runStopped', time, durationMs: Math.max(0, time - since), reason };
}
