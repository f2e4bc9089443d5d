import { PictureError, type PictureHeader, requirePictureSize } from './pictureError.js';

/** Each scan of a progressive picture is a pass over all of its pixels, for a few bytes of file. */
const MAXIMUM_SCANS = 100;
/** Pixels times scans: what a decoder may have to do. */
const MAXIMUM_WORK = 1_000_000_000;

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const RESTARTS = [0xd0, 0xd7] as const;
/** Frames: baseline, extended and progressive, Huffman-coded, are what decoders read. */
const FRAMES = [0xc0, 0xc1, 0xc2];
/** C4, C8 and CC are tables and an extension among the numbers of frames. */
const OTHER_FRAMES = [0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf];

/** True if a file begins as a JPEG does. */
export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === SOI && bytes[2] === 0xff;
}

/**
 * What a JPEG file says of itself, by its markers up to the end: one frame of reasonable size, grey or of three colours,
 * and not too many scans. Nothing is decoded. @throws PictureError otherwise.
 */
export function readJpegHeader(bytes: Uint8Array): PictureHeader {
  if (!isJpeg(bytes)) throw new PictureError('is not a JPEG picture');
  let frame: PictureHeader | undefined;
  let scans = 0;
  for (const { marker, data } of segmentsOf(bytes)) {
    if (OTHER_FRAMES.includes(marker))
      throw new PictureError('is a JPEG of an unusual kind (lossless, hierarchical or arithmetic coding)');
    if (FRAMES.includes(marker)) {
      if (frame !== undefined) throw new PictureError('is damaged: a second frame');
      frame = readFrame(data);
    }
    if (marker !== SOS) continue;
    scans += 1;
    if (frame === undefined) throw new PictureError('is damaged: a scan before the frame');
    if (scans > MAXIMUM_SCANS || scans * frame.width * frame.height > MAXIMUM_WORK)
      throw new PictureError(`is damaged or made to keep us busy: ${scans} scans or more`);
  }
  if (frame === undefined || scans === 0) throw new PictureError('is damaged: it has no picture');
  return frame;
}

function readFrame(data: Uint8Array): PictureHeader {
  if (data.length < 6) throw new PictureError('is damaged: it ends too early');
  const [precision = 0, h1 = 0, h0 = 0, w1 = 0, w0 = 0, components = 0] = data;
  const [height, width] = [h1 * 256 + h0, w1 * 256 + w0];
  requirePictureSize(width, height);
  if (precision !== 8) throw new PictureError(`is a JPEG of ${precision} bits a value; expected 8`);
  if (components === 4) throw new PictureError('is a CMYK JPEG, for printing; expected grey or RGB');
  if (components !== 1 && components !== 3)
    throw new PictureError(`is a JPEG of ${components} colours; expected 1 (grey) or 3`);
  return { format: 'JPEG', width, height, isGrey: components === 1 };
}

/** The marker segments of a file; what is coded between them is passed over. */
function* segmentsOf(bytes: Uint8Array): Generator<{ readonly marker: number; readonly data: Uint8Array }> {
  let at = 2;
  while (at + 1 < bytes.length) {
    if (bytes[at] !== 0xff) {
      const next = bytes.indexOf(0xff, at);
      if (next < 0) return;
      at = next;
      continue;
    }
    const marker = bytes[at + 1] ?? 0;
    // Filled with 0xff; a 0xff in the coded data, restarts: no segments.
    if (marker === 0xff) at += 1;
    else if (marker === 0 || marker === 1 || marker === SOI || (marker >= RESTARTS[0] && marker <= RESTARTS[1]))
      at += 2;
    else if (marker === EOI) return;
    else {
      const length = (bytes[at + 2] ?? 0) * 256 + (bytes[at + 3] ?? 0);
      const end = at + 2 + length;
      if (length < 2 || end > bytes.length) throw new PictureError('is damaged: it ends too early');
      yield { marker, data: bytes.subarray(at + 4, end) };
      at = end;
    }
  }
}
