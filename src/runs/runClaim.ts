import { createHash, randomBytes } from 'node:crypto';
import { linkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readSmallTextSync } from '../regularFile.js';
import { identifyProcess, isProcessAlive, parseProcessIdentity } from './processIdentity.js';
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
 * @throws RunBusyError when a living process has claimed it; Error when the disk refuses.
 */
export function claimRun(folder: string): void {
  const file = claimFile(folder);
  const own = claimText(process.pid);
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
        replace(file, own);
        return;
      }
    } finally {
      rmSync(turn, { force: true });
    }
  }
  throw new RunBusyError(`${folder} is claimed by other processes again and again; try later.`);
}

/** Hands this process's claim over to another process, the trainer. @throws Error when the disk refuses. */
export function handRunTo(folder: string, pid: number): void {
  replace(claimFile(folder), claimText(pid));
}

/** Gives the claim up; the run's process has ended. */
export function releaseRun(folder: string): void {
  rmSync(claimFile(folder), { force: true });
}

/** True if a process that claimed the run still lives. A missing or broken claim: no. Never throws. */
export function isTrainerAlive(folder: string): boolean {
  try {
    const identity = parseProcessIdentity(readSmallTextSync(claimFile(folder), CLAIM));
    return identity !== undefined && isProcessAlive(identity);
  } catch {
    return false;
  }
}

function claimFile(folder: string): string {
  return path.join(folder, runFiles.process);
}

/** Who claims; the nonce tells two claims of one process apart. */
function claimText(pid: number): string {
  const identity = identifyProcess(pid) ?? { pid, startedAt: null };
  return `${JSON.stringify({ ...identity, nonce: randomBytes(8).toString('hex') })}\n`;
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

function replace(file: string, text: string): void {
  const beside = besideName(file);
  rmSync(beside, { force: true });
  writeFileSync(beside, text, { flag: 'wx' });
  renameSync(beside, file);
}

function besideName(file: string): string {
  return `${file}.${process.pid}.new`;
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
