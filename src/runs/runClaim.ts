import { createHash, randomBytes } from 'node:crypto';
import { linkSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readSmallTextSync } from '../regularFile.js';
import { besideName, replaceSmallFile } from './atomicWrite.js';
import { identifyProcess, isProcessAlive, type ProcessIdentity, parseProcessIdentity } from './processIdentity.js';
import { runFiles } from './runFolder.js';

/** A run that another process trains. */
export class RunBusyError extends Error {
  override readonly name = 'RunBusyError';
}

const ATTEMPTS = 10;
/** A claim is a line, in a folder that may be somebody else's. */
const CLAIM = { maximumBytes: 4096, refuseLinks: true };

/**
 * Claims a run folder for this process: of several that try only one succeeds, and a claim whose process is gone counts
 * for nothing.
 * `isRemote`: what trains is on another machine, and this process, which has other things to do, only follows it.
 * @throws RunBusyError when a living process has claimed it; Error when the disk refuses.
 */
export function claimRun(folder: string, { isRemote = false }: { readonly isRemote?: boolean } = {}): void {
  const file = claimFile(folder);
  const own = claimText(identityOf(process.pid), undefined, isRemote);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (writeNew(file, own)) return;
    const found = readIfThere(file);
    if (found === undefined) continue;
    refuseIfAlive(found, folder);
    // Left by a dead process. Whoever makes the file named by that very claim may replace it, nobody else.
    const turn = `${file}.${createHash('sha256').update(found).digest('hex').slice(0, 16)}.old`;
    if (!writeNew(turn, own)) {
      const other = readIfThere(turn);
      if (other === undefined) continue;
      refuseIfAlive(other, folder);
      rmSync(turn, { force: true });
      continue;
    }
    try {
      if (readIfThere(file) === found) {
        replaceSmallFile(file, own);
        return;
      }
    } finally {
      rmSync(turn, { force: true });
    }
  }
  throw new RunBusyError(`${folder} is claimed by other processes again and again; try later.`);
}

/** Hands this process's claim over to another process, the trainer, and says who that is. @throws Error when the disk refuses. */
export function handRunTo(folder: string, pid: number): ProcessIdentity {
  const trainer = identityOf(pid);
  replaceSmallFile(claimFile(folder), claimText(trainer, identityOf(process.pid)));
  return trainer;
}

/** Gives the claim up; the run's process has ended. */
export function releaseRun(folder: string): void {
  rmSync(claimFile(folder), { force: true });
}

/** Gives the claim up if it is in the name of the process with this pid. @throws Error when the disk refuses. */
export function releaseRunOf(folder: string, pid: number): void {
  if (readClaim(folder)?.holder.pid === pid) releaseRun(folder);
}

/** Who has claimed a run. */
export interface RunClaim {
  /** May be gone. */
  readonly holder: ProcessIdentity;
  /** Who started it, where the holder is a trainer; absent while a starter itself holds the run. */
  readonly starter?: ProcessIdentity;
  /** The holder only follows a training on another machine: it is asked, and never ended, for the run's sake. */
  readonly isRemote?: boolean;
}

/** The claim on a run; undefined where there is none, or a broken one. Never throws. */
export function readClaim(folder: string): RunClaim | undefined {
  try {
    const text = readSmallTextSync(claimFile(folder), CLAIM);
    const holder = parseProcessIdentity(text);
    if (holder === undefined) return undefined;
    const { starter: told, isRemote } = JSON.parse(text) as { starter?: unknown; isRemote?: unknown };
    const starter = parseProcessIdentity(JSON.stringify(told ?? null));
    return {
      holder,
      ...(starter === undefined ? {} : { starter }),
      ...(isRemote === true ? { isRemote } : {}),
    };
  } catch {
    return undefined;
  }
}

/** True if a process that claimed the run still lives. A missing or broken claim: no. Never throws. */
export function isTrainerAlive(folder: string): boolean {
  const claim = readClaim(folder);
  return claim !== undefined && isProcessAlive(claim.holder);
}

function claimFile(folder: string): string {
  return path.join(folder, runFiles.process);
}

/** Who claims; the nonce tells two claims of one process apart. */
function claimText(holder: ProcessIdentity, starter?: ProcessIdentity, isRemote = false): string {
  const nonce = randomBytes(8).toString('hex');
  const more = { ...(starter === undefined ? {} : { starter }), ...(isRemote ? { isRemote } : {}) };
  return `${JSON.stringify({ ...holder, nonce, ...more })}\n`;
}

function identityOf(pid: number): ProcessIdentity {
  return identifyProcess(pid) ?? { pid, startedAt: null };
}

function refuseIfAlive(claim: string, folder: string): void {
  const identity = parseProcessIdentity(claim);
  if (identity !== undefined && isProcessAlive(identity))
    throw new RunBusyError(`The run in ${folder} is being trained, by process ${identity.pid}.`);
}

/** Makes the file with its whole content at once; false if there is one already. */
function writeNew(file: string, text: string): boolean {
  const beside = besideName(file);
  try {
    rmSync(beside, { force: true });
    writeFileSync(beside, text, { flag: 'wx' });
    try {
      linkSync(beside, file);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      // A file system without links: others may see the file empty for a moment, and take it for a broken claim.
      writeFileSync(file, text, { flag: 'wx' });
    }
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    removeQuietly(beside);
  }
}

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // A read-only file system: the error that is on its way says so.
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

function readIfThere(file: string): string | undefined {
  try {
    return readSmallTextSync(file, CLAIM);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
