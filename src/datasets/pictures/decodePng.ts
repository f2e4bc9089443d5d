import { PNG } from 'pngjs';
import { printable } from '../../core/format.js';
import type { Picture } from '../../core/image/picture.js';
import { PictureError } from './pictureError.js';
import { checkPngStructure } from './pngStructure.js';

/** The pixels of a PNG file's bytes. @throws PictureError when it is none, damaged or unreasonably large. */
export function decodePng(bytes: Uint8Array): Picture {
  checkPngStructure(bytes);
  try {
    const png = PNG.sync.read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    return { width: png.width, height: png.height, rgba: png.data };
  } catch (error) {
    throw new PictureError(`is damaged: ${printable(error instanceof Error ? error.message : String(error))}`);
  }
}
