import { readFile } from 'node:fs/promises';
import { PNG } from 'pngjs';
import { printable } from '../core/format.js';
import type { Picture } from '../core/image/picture.js';
import { CommandError, exitCodes } from './exitCodes.js';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** A picture is held decoded, four bytes a pixel: 160 MB at the most. */
const MAXIMUM_PIXELS = 40_000_000;

/**
 * Reads a PNG file of any kind (grey, palette, 16 bits, interlaced) as 8-bit RGBA.
 * @throws CommandError (usage) when it cannot be read, is no PNG, is damaged or is unreasonably large.
 */
export async function readPng(path: string): Promise<Picture> {
  const name = printable(path);
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(exitCodes.usage, `cannot read the picture ${name}: ${reason(error)}`);
  });
  if (bytes.length < 24 || !bytes.subarray(0, 8).equals(SIGNATURE)) {
    throw new CommandError(exitCodes.usage, `${name} is not a PNG picture`, 'Convert it to PNG first.');
  }
  const width = bytes.readUInt32BE(16);
  const height = bytes.readUInt32BE(20);
  if (width * height > MAXIMUM_PIXELS || width === 0 || height === 0) {
    throw new CommandError(
      exitCodes.usage,
      `${name} says it has ${width}×${height} pixels; expected 1 to ${MAXIMUM_PIXELS / 1e6} million`,
      'Make it smaller first: a model sees only a few hundred pixels of it.',
    );
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
