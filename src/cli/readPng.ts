import { PNG } from 'pngjs';
import { printable } from '../core/format.js';
import type { Picture } from '../core/image/picture.js';
import { readRegularFile } from '../regularFile.js';
import { CommandError, exitCodes } from './exitCodes.js';
import { checkPngStructure, PngRefusedError } from './pngStructure.js';

/** A picture of 40 million pixels that hardly compresses. */
const MAXIMUM_BYTES = 200_000_000;

/**
 * Reads a PNG file of any kind (grey, palette, 16 bits, interlaced) as 8-bit RGBA.
 * @throws CommandError (usage) when it cannot be read, is no PNG, is damaged or is unreasonably large.
 */
export async function readPng(path: string): Promise<Picture> {
  const name = printable(path);
  const bytes = await readRegularFile(path, { maximumBytes: MAXIMUM_BYTES }).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(exitCodes.usage, `cannot read the picture ${name}: ${reason(error)}`);
  });
  return decodePng(bytes, name);
}

/** The pixels of a PNG file's bytes; `name` is for the error, printable. @throws CommandError as `readPng`. */
export function decodePng(bytes: Buffer, name: string): Picture {
  try {
    checkPngStructure(bytes);
  } catch (error) {
    if (!(error instanceof PngRefusedError)) throw error;
    throw new CommandError(exitCodes.usage, `${name} ${error.message}`, 'Save it again as a PNG of reasonable size.');
  }
  try {
    const png = PNG.sync.read(bytes);
    return { width: png.width, height: png.height, rgba: png.data };
  } catch (error) {
    const cause = printable(error instanceof Error ? error.message : String(error));
    throw new CommandError(exitCodes.usage, `${name} is damaged: ${cause}`, 'Save the picture again.');
  }
}

function reason(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return 'there is no such file';
  if (error.code === 'EISDIR') return 'it is a folder';
  if (error.code === 'EACCES') return 'permission denied';
  return printable(error.message);
}
