import { lstat, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { printable } from '../core/format.js';
import { isTrainerAlive } from './runClaim.js';
import { runFiles } from './runFolder.js';
import { isRunId } from './runId.js';
import { sizeOfFolder } from './runSize.js';

/** A run that must not or could not be deleted, and why. */
export class DeleteRunError extends Error {
  override readonly name = 'DeleteRunError';
}

const marks: readonly string[] = [runFiles.events, runFiles.definition, runFiles.log, runFiles.process];

/**
 * Deletes a run folder and says how many bytes that were. Only a real folder with a run's id for a name and a run's files
 * (or nothing) in it, whose trainer does not live. A link is never followed: as the folder it is refused, within it only
 * the link goes.
 * @throws DeleteRunError otherwise, before anything is deleted; Error when the disk refuses.
 */
export async function deleteRun(folder: string): Promise<number> {
  const absolute = path.resolve(folder);
  const refuse = (why: string) => new DeleteRunError(`${printable(absolute)} was not deleted: ${why}.`);
  if (!isRunId(path.basename(absolute))) throw refuse('its name is not the id of a run');
  const found = await lstat(absolute).catch((error: NodeJS.ErrnoException) => {
    throw refuse(error.code === 'ENOENT' ? 'there is no such run' : error.message);
  });
  if (found.isSymbolicLink()) throw refuse('it is a link');
  if (!found.isDirectory()) throw refuse('it is not a folder');
  const names = await readdir(absolute);
  if (names.length > 0 && !names.some((name) => marks.includes(name)))
    throw refuse('it holds none of the files of a run');
  if (isTrainerAlive(absolute)) throw refuse('it is still being trained; stop it first');
  const bytes = await sizeOfFolder(absolute);
  await rm(absolute, { recursive: true, maxRetries: 3 });
  return bytes;
}
