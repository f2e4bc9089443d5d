import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { parseRunRequest } from '../core/run/parseEvent.js';
import type { RunRequest } from '../core/run/request.js';
import { readRegularFile } from '../regularFile.js';
import { runFiles } from './runFolder.js';

const LIMITS = { maximumBytes: 8 * 2 ** 20, refuseLinks: true };

/**
 * Keeps what a run was asked to do, with a checksum, before its trainer is started: whatever happens to that process, the
 * run can be taken up again. @throws Error when the disk refuses.
 */
export function writeRequest(folder: string, request: RunRequest): void {
  const descriptor = openSync(path.join(folder, runFiles.request), 'wx');
  try {
    writeSync(descriptor, `${JSON.stringify({ sha256: checksumOf(request), request }, null, 2)}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The request that a run folder keeps; undefined when it is missing or damaged. Never throws. */
export async function readRequest(folder: string): Promise<RunRequest | undefined> {
  try {
    const stored = JSON.parse((await readRegularFile(path.join(folder, runFiles.request), LIMITS)).toString('utf8'));
    const request = parseRunRequest(stored?.request);
    return request !== undefined && stored.sha256 === checksumOf(stored.request) ? request : undefined;
  } catch {
    return undefined;
  }
}

function checksumOf(request: unknown): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('hex');
}
