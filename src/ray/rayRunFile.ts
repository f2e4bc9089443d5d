import { rmSync } from 'node:fs';
import path from 'node:path';
import { count, listUpTo, object, textUpTo, whole } from '../core/run/readers.js';
import { readSmallTextSync } from '../regularFile.js';
import { replaceSmallFile } from '../runs/atomicWrite.js';
import { runFiles } from '../runs/runFolder.js';

/** Which job trains a run, and how much of its output is in the run's folder: what is needed to attach to it again. */
export interface RayRun {
  readonly version: 1;
  /** Of the cluster, for people and to tell clusters apart. */
  readonly address: string;
  readonly submissionId: string;
  /** From 1; each is a job of its own. */
  readonly attempt: number;
  /** Events that the folder held before this attempt; the job's own come after them, one for one. */
  readonly eventsBefore: number;
  /** The last line whose file is in the folder; −1: none. */
  readonly lastSequence: number;
  /** Nodes that failed it for want of space. */
  readonly avoidNodes: readonly string[];
}

/** In a run folder while its job may go on. */
export const RAY_RUN_FILE = runFiles.rayJob;
const LIMITS = { maximumBytes: 64 * 1024, refuseLinks: true };
const address = textUpTo(2_000);

const readRayRun = object<Omit<RayRun, 'version'>>({
  address,
  submissionId: textUpTo(300),
  attempt: whole(1),
  eventsBefore: count,
  lastSequence: whole(-1),
  avoidNodes: listUpTo(100, textUpTo(200)),
});

/** What a run folder says of its job; undefined where it has none, or that cannot be read. Never throws. */
export function readRayRunFile(folder: string): RayRun | undefined {
  try {
    return parseRayRun(readSmallTextSync(path.join(folder, RAY_RUN_FILE), LIMITS));
  } catch {
    return undefined;
  }
}

/** As `readRayRunFile`, of its text. @throws Error */
export function parseRayRun(text: string): RayRun {
  const { address, submissionId, attempt, eventsBefore, lastSequence, avoidNodes } = readRayRun(JSON.parse(text), '');
  return { version: 1, address, submissionId, attempt, eventsBefore, lastSequence, avoidNodes };
}

/** @throws Error when the disk refuses. */
export function writeRayRunFile(folder: string, run: RayRun): void {
  replaceSmallFile(path.join(folder, RAY_RUN_FILE), `${JSON.stringify(run)}\n`);
}

/** The job is over: there is nothing to attach to any more. Never throws. */
export function removeRayRunFile(folder: string): void {
  rmSync(path.join(folder, RAY_RUN_FILE), { force: true });
}
