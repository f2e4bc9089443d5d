import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { parseRunRequest } from '../core/run/parseEvent.js';
import type { RunRequest } from '../core/run/request.js';
import { readRegularFile } from '../regularFile.js';
import { writeAtomically } from '../runs/atomicWrite.js';
import { queueFiles, queueFolderOf } from './queueFolder.js';

const VERSION = 1;
const LIMITS = { maximumBytes: 8 * 2 ** 20, refuseLinks: true };

/** A job whose file is missing or damaged. */
export class JobFileError extends Error {
  override readonly name = 'JobFileError';
}

/** Keeps what a job is to train, with a checksum, under a name that no other job has. @throws Error when the disk refuses */
export async function writeJobFile(root: string, name: string, request: RunRequest): Promise<void> {
  const text = `${JSON.stringify({ version: VERSION, sha256: checksumOf(request), request })}\n`;
  await writeAtomically(jobFile(root, name), text);
}

/** What a job is to train. @throws JobFileError */
export async function readJobFile(root: string, name: string): Promise<RunRequest> {
  const damaged = (reason: string) =>
    new JobFileError(`What job ${name} is to train cannot be read (${reason}): cancel it, and add it again.`);
  let text: string;
  try {
    text = (await readRegularFile(jobFile(root, name), LIMITS)).toString('utf8');
  } catch (error) {
    throw damaged((error as NodeJS.ErrnoException).code ?? 'it is refused');
  }
  let stored: { readonly version?: unknown; readonly sha256?: unknown; readonly request?: unknown } | null;
  try {
    stored = JSON.parse(text);
  } catch {
    throw damaged('its file is no JSON');
  }
  if (stored?.version !== VERSION) throw damaged('its file is of another version');
  const request = parseRunRequest(stored.request);
  if (request === undefined || stored.sha256 !== checksumOf(stored.request)) throw damaged('its file is damaged');
  return request;
}

/** Takes a job's file away; one that is not there is none. @throws Error when the disk refuses */
export async function removeJobFile(root: string, name: string): Promise<void> {
  await rm(jobFile(root, name), { force: true });
}

function jobFile(root: string, name: string): string {
  return path.join(queueFolderOf(root), queueFiles.jobs, `${name}.json`);
}

function checksumOf(request: unknown): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('hex');
}
