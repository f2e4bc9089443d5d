import { printable } from '../core/format.js';
import type { Picture } from '../core/image/picture.js';
import { decodePicture } from '../datasets/pictures/decodePicture.js';
import { PictureError } from '../datasets/pictures/pictureError.js';
import { readRegularFile } from '../regularFile.js';
import { CommandError, exitCodes } from './exitCodes.js';

/** A picture of 40 million pixels that hardly compresses. */
const MAXIMUM_BYTES = 200_000_000;

/**
 * Reads a PNG (grey, palette, 16 bits, interlaced) or JPEG file as 8-bit RGBA.
 * @throws CommandError (usage) when it cannot be read, is neither, is damaged or is unreasonably large.
 */
export async function readPicture(path: string): Promise<Picture> {
  const name = printable(path);
  const bytes = await readRegularFile(path, { maximumBytes: MAXIMUM_BYTES }).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(exitCodes.usage, `cannot read the picture ${name}: ${reason(error)}`);
  });
  try {
    return await decodePicture(bytes);
  } catch (error) {
    if (!(error instanceof PictureError)) throw error;
    const advice = 'Save it again as a PNG or JPEG of reasonable size.';
    throw new CommandError(exitCodes.usage, `${name} ${error.message}`, advice);
  }
}

function reason(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return 'there is no such file';
  if (error.code === 'EISDIR') return 'it is a folder';
  if (error.code === 'EACCES') return 'permission denied';
  return printable(error.message);
}
