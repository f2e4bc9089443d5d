import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';

/** Bytes of the files in a folder, at any depth; links are not followed. @throws Error when it cannot be read. */
export async function sizeOfFolder(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) bytes += await sizeOfFolder(place);
    else if (entry.isFile()) bytes += (await lstat(place)).size;
  }
  return bytes;
}
