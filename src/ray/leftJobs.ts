import { access, readdir } from 'node:fs/promises';
import path from 'node:path';
import { isTrainerAlive } from '../runs/runClaim.js';
import { RAY_RUN_FILE, type RayRun, readRayRunFile } from './rayRunFile.js';

/** A run whose job may go on. */
export interface FoundJob {
  readonly folder: string;
  readonly run: RayRun;
  /** By a living process. */
  readonly isFollowed: boolean;
}

const AT_A_TIME = 64;

/** The runs of a root that a client left while their jobs went on. Never throws: a root that cannot be read has none. */
export async function findLeftJobs(root: string): Promise<readonly FoundJob[]> {
  return (await findJobs(root)).filter(({ isFollowed }) => !isFollowed);
}

/** The runs of a root whose jobs may go on. Never throws: a root that cannot be read has none. */
export async function findJobs(root: string): Promise<readonly FoundJob[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => path.join(root, name));
  const found: FoundJob[] = [];
  for (let at = 0; at < folders.length; at += AT_A_TIME) {
    const some = folders.slice(at, at + AT_A_TIME);
    const has = await Promise.all(some.map((folder) => access(path.join(folder, RAY_RUN_FILE)).then(yes, no)));
    for (const [index, folder] of some.entries()) {
      const run = has[index] ? readRayRunFile(folder) : undefined;
      if (run !== undefined) found.push({ folder, run, isFollowed: isTrainerAlive(folder) });
    }
  }
  return found;
}

const yes = () => true;
const no = () => false;
