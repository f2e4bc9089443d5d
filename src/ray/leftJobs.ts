import { access, readdir } from 'node:fs/promises';
import path from 'node:path';
import { isTrainerAlive } from '../runs/runClaim.js';
import { RAY_RUN_FILE, type RayRun, readRayRunFile } from './rayRunFile.js';

/** A run whose job may go on, and that nobody follows. */
export interface LeftJob {
  readonly folder: string;
  readonly run: RayRun;
}

const AT_A_TIME = 64;

/** The runs of a root that a client left while their jobs went on. Never throws: a root that cannot be read has none. */
export async function findLeftJobs(root: string): Promise<readonly LeftJob[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => path.join(root, name));
  const left: LeftJob[] = [];
  for (let at = 0; at < folders.length; at += AT_A_TIME) {
    const some = folders.slice(at, at + AT_A_TIME);
    const has = await Promise.all(some.map((folder) => access(path.join(folder, RAY_RUN_FILE)).then(yes, no)));
    for (const [index, folder] of some.entries()) {
      const run = has[index] ? readRayRunFile(folder) : undefined;
      if (run !== undefined && !isTrainerAlive(folder)) left.push({ folder, run });
    }
  }
  return left;
}

const yes = () => true;
const no = () => false;
