import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/**
 * Writes a file beside its place and renames it there: readers see the old content or the new, never a part, and neither a
 * crash nor a power cut takes both away. Content may come in parts.
 * @throws Error when the disk refuses; nothing is left beside then.
 */
export async function writeAtomically(file: string, content: string | Uint8Array | Uint8Array[]): Promise<void> {
  const beside = besideName(file);
  try {
    // Made anew: a link of that name might lead elsewhere.
    await rm(beside, { force: true });
    const handle = await open(beside, 'wx');
    try {
      for (const part of Array.isArray(content) ? content : [content]) await handle.writeFile(part);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, file);
  } catch (error) {
    // What cannot be removed either must not hide why it could not be written.
    await rm(beside, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(path.dirname(file));
}

/**
 * As `writeAtomically` for a small text, without giving up the thread, and not seen to the disk: for what means nothing after
 * a power cut. @throws Error when the disk refuses.
 */
export function replaceSmallFile(file: string, text: string): void {
  const beside = besideName(file);
  rmSync(beside, { force: true });
  writeFileSync(beside, text, { flag: 'wx' });
  renameSync(beside, file);
}

/** Where this process writes a file before it is renamed. */
export function besideName(file: string): string {
  return `${file}.${process.pid}.new`;
}

/** Sees to it that new names in a folder outlive a power cut, where the system can do that. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // Windows opens no folders, and some file systems sync none: the files themselves are safe.
  }
}
