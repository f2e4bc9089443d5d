import type { Picture } from '../../core/image/picture.js';
import { decodeJpeg } from './decodeJpeg.js';
import { decodePng } from './decodePng.js';
import { isJpeg, readJpegHeader } from './jpegStructure.js';
import { PictureError, type PictureHeader } from './pictureError.js';
import { isPng, readPngHeader } from './pngStructure.js';

/** What a PNG or JPEG file says of itself, by its bytes, not its name. @throws PictureError */
export function readPictureHeader(bytes: Uint8Array): PictureHeader {
  if (isPng(bytes)) return readPngHeader(bytes);
  if (isJpeg(bytes)) return readJpegHeader(bytes);
  throw new PictureError('is neither a PNG nor a JPEG picture');
}

/** The pixels of a PNG or JPEG file's bytes. @throws PictureError when it is neither, damaged or unreasonably large. */
export async function decodePicture(bytes: Uint8Array): Promise<Picture> {
  if (isPng(bytes)) return decodePng(bytes);
  if (isJpeg(bytes)) return decodeJpeg(bytes);
  throw new PictureError('is neither a PNG nor a JPEG picture');
}
