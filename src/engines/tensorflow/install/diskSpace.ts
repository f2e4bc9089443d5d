import { statfs } from 'node:fs/promises';
import { EngineError } from '../../../core/engine.js';

/**
 * Checks that the disk of an existing folder has room.
 * @throws EngineError that tells both figures and how to choose another disk.
 */
export async function requireDiskSpace(folder: string, neededBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= neededBytes) return;
  throw new EngineError(
    `not enough disk space for the TensorFlow engine: ${gigabytes(neededBytes)} needed, ${gigabytes(free)} free in ${folder}\n` +
      'Make room, or set BAKEOFF_CACHE to a folder on a larger disk.',
  );
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
