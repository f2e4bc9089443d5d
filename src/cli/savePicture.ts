import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CommandError, exitCodes } from './exitCodes.js';

/** Writes a picture, and the folder that it is to be in. @throws CommandError */
export async function savePicture(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(exitCodes.usage, `cannot save the picture: ${reason}`, 'Name another file with --out.');
  }
}
