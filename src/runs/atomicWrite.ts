import { open, rename, rm } from 'node:fs/promises';

/**
 * Writes a file beside its place and renames it there: readers see the old content or the new, never a part.
 * @throws Error when the disk refuses; nothing is left beside then.
 */
export async function writeAtomically(file: string, content: string | Uint8Array): Promise<void> {
  const beside = `${file}.${process.pid}.new`;
  try {
    const handle = await open(beside, 'w');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
