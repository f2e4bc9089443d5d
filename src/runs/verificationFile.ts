import path from 'node:path';
import { readVerification, type Verification } from '../core/run/verification.js';
import { readRegularFile } from '../regularFile.js';
import { writeAtomically } from './atomicWrite.js';
import { runFiles } from './runFolder.js';

const LIMITS = { maximumBytes: 2 ** 20, refuseLinks: true };

/** Keeps a verdict with its run; the latest counts. @throws Error when the disk refuses. */
export async function writeVerification(folder: string, verification: Verification): Promise<void> {
  await writeAtomically(path.join(folder, runFiles.verification), `${JSON.stringify(verification, null, 2)}\n`);
}

/** The verdict that a run folder keeps; undefined when there is none. @throws Error when it cannot be read. */
export async function readVerificationFile(folder: string): Promise<Verification | undefined> {
  try {
    const content = await readRegularFile(path.join(folder, runFiles.verification), LIMITS);
    return readVerification(JSON.parse(content.toString('utf8')), '');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
