import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { finite, nullable, object, textUpTo, whole } from '../core/run/readers.js';
import { readSmallTextSync } from '../regularFile.js';
import { replaceSmallFile } from './atomicWrite.js';
import type { ProcessIdentity } from './processIdentity.js';
import { runFiles } from './runFolder.js';

/** That a trainer is to stop: for that very process, never for one that resumes the run later. */
export interface StopRequest {
  readonly trainer: ProcessIdentity;
  /** For people, recorded with the run. */
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

const LIMITS = { maximumBytes: 8192, refuseLinks: true };
const MAXIMUM_REASON = 1000;

/** Asks a trainer to stop, by a file in its run folder. @throws Error when the disk refuses. */
export function writeStopRequest(folder: string, { trainer, reason, time }: StopRequest): void {
  const { pid, startedAt } = trainer;
  const request = { trainer: { pid, startedAt }, reason: reason.slice(0, MAXIMUM_REASON), time };
  replaceSmallFile(path.join(folder, runFiles.stopRequest), `${JSON.stringify(request)}\n`);
}

/** What a run folder asks of some trainer; undefined when nothing is asked. Never throws. */
export function readStopRequest(folder: string): StopRequest | undefined {
  const file = path.join(folder, runFiles.stopRequest);
  // Asked several times a second: an exception each time would cost more.
  if (!existsSync(file)) return undefined;
  try {
    return parseStopRequest(readSmallTextSync(file, LIMITS));
  } catch {
    return undefined;
  }
}

/** Takes a request away. Never throws: it means nothing to the next trainer. */
export function removeStopRequest(folder: string): void {
  try {
    rmSync(path.join(folder, runFiles.stopRequest), { force: true });
  } catch {
    // A folder of that name, or a read-only disk.
  }
}

const readRequest = object<StopRequest>({
  trainer: object({ pid: whole(1), startedAt: nullable(textUpTo(200)) }),
  reason: textUpTo(MAXIMUM_REASON),
  time: finite,
});

/** The request that a text holds; undefined when it is none. Never throws. */
export function parseStopRequest(text: string): StopRequest | undefined {
  try {
    return readRequest(JSON.parse(text), '');
  } catch {
    return undefined;
  }
}
