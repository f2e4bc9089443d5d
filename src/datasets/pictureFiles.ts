import { createHash } from 'node:crypto';
import { type ImageShape, MAXIMUM_IMAGE_SIDE } from '../core/dataset.js';
import { FOLDER_SETTINGS_FILE, type FolderSettings } from '../core/definition/parseFolderSettings.js';
import { readRegularFile } from '../regularFile.js';
import { DatasetError } from './datasetError.js';
import { fileError } from './fileError.js';
import { MAXIMUM_SET_BYTES } from './idxSet.js';
import type { ListedPicture } from './listPictures.js';
import { readPictureHeader } from './pictures/decodePicture.js';
import { PictureError, type PictureHeader } from './pictures/pictureError.js';

/** A photograph as a camera writes it is a tenth of this. */
const MAXIMUM_FILE_BYTES = 2 ** 26;
/** So many files are read at a time: each waits for the disk, and is dropped when its header is read. */
const AT_ONCE = 16;

/** The bytes of a picture's file. @throws DatasetError naming it; a link is refused. */
export async function readPictureFile(path: string): Promise<Buffer> {
  try {
    return await readRegularFile(path, { maximumBytes: MAXIMUM_FILE_BYTES, refuseLinks: true });
  } catch (error) {
    throw fileError(error, path);
  }
}

/** What all pictures say of themselves, in their order, and each file's SHA-256 by its path. @throws DatasetError */
export async function lookAtPictures(
  pictures: readonly ListedPicture[],
  signal: AbortSignal | undefined,
): Promise<{ readonly headers: readonly PictureHeader[]; readonly digests: ReadonlyMap<string, Buffer> }> {
  const headers: PictureHeader[] = [];
  const digests = new Map<string, Buffer>();
  const look = async ({ path }: ListedPicture) => {
    const bytes = await readPictureFile(path);
    digests.set(path, createHash('sha256').update(bytes).digest());
    try {
      return readPictureHeader(bytes);
    } catch (error) {
      throw pictureError(error, path);
    }
  };
  for (let start = 0; start < pictures.length; start += AT_ONCE) {
    signal?.throwIfAborted();
    // Settled one and all before the first error is thrown, which is that of the first picture, whatever was read first.
    const results = await Promise.allSettled(pictures.slice(start, start + AT_ONCE).map(look));
    for (const result of results) {
      if (result.status === 'rejected') throw result.reason;
      headers.push(result.value);
    }
  }
  signal?.throwIfAborted();
  return { headers, digests };
}

/**
 * The shape that all pictures have, or are brought to by the settings; colour if any of them has some.
 * @throws DatasetError `shape-mismatch` naming the first picture of another size, `too-large`.
 */
export function commonShape(
  pictures: readonly ListedPicture[],
  headers: readonly PictureHeader[],
  { size, channels }: Pick<FolderSettings, 'size' | 'channels'>,
): ImageShape {
  const [first] = headers;
  const [height, width] = size ?? [first?.height ?? 0, first?.width ?? 0];
  const odd =
    size === undefined ? headers.findIndex((header) => header.height !== height || header.width !== width) : -1;
  if (odd >= 0) {
    throw new DatasetError({
      code: 'shape-mismatch',
      path: pictures[odd]?.path ?? '',
      problem: 'is of another size than the first picture',
      expected: `${height}×${width}, as ${pictures[0]?.path}`,
      received: `${headers[odd]?.height}×${headers[odd]?.width}`,
      advice: `Write the size that all are to be brought to into ${FOLDER_SETTINGS_FILE} beside the classes: { "size": [64, 64] }`,
    });
  }
  const shape: ImageShape = [height, width, channels ?? (headers.every(({ isGrey }) => isGrey) ? 1 : 3)];
  const bytes = pictures.length * shape.reduce((product, side) => product * side, 1);
  if (Math.max(height, width) > MAXIMUM_IMAGE_SIDE || bytes > MAXIMUM_SET_BYTES) {
    const isSide = Math.max(height, width) > MAXIMUM_IMAGE_SIDE;
    throw new DatasetError({
      code: 'too-large',
      path: pictures[0]?.path ?? '',
      problem: isSide ? 'is too large to learn from' : 'is one of pictures that are too large together',
      expected: isSide
        ? `at most ${MAXIMUM_IMAGE_SIDE}×${MAXIMUM_IMAGE_SIDE} pixels`
        : `at most ${MAXIMUM_SET_BYTES} bytes for all, decoded`,
      received: isSide ? `${height}×${width}` : `${pictures.length} of ${shape.join('×')}, ${bytes} bytes`,
      advice: `Write a smaller size into ${FOLDER_SETTINGS_FILE} beside the classes: { "size": [64, 64] }`,
    });
  }
  return shape;
}

/** What is thrown when a picture cannot be decoded. */
export function pictureError(error: unknown, path: string): unknown {
  if (!(error instanceof PictureError)) return error;
  const advice = 'Save it again as PNG or JPEG, or take it away.';
  return new DatasetError({ code: 'picture', path, problem: error.message, advice }, { cause: error });
}
