/** A picture that is not decoded, and why; the message is a clause that follows the file's name. */
export class PictureError extends Error {
  override readonly name = 'PictureError';
}

/** What a picture's own words make of it; nothing of it is decoded yet. */
export interface PictureHeader {
  readonly format: 'PNG' | 'JPEG';
  readonly width: number;
  readonly height: number;
  /** True if no pixel can have a colour. */
  readonly isGrey: boolean;
}

/** Most pixels; held decoded they take four bytes each. */
const MAXIMUM_PIXELS = 40_000_000;
/** Largest side: that of the largest sheet that anybody prints. */
const MAXIMUM_SIDE = 30_000;

/** @throws PictureError unless a picture of that size may be decoded. */
export function requirePictureSize(width: number, height: number): void {
  if (width * height <= MAXIMUM_PIXELS && Math.max(width, height) <= MAXIMUM_SIDE && width > 0 && height > 0) return;
  throw new PictureError(
    `says it has ${width}×${height} pixels; expected 1 to ${MAXIMUM_PIXELS / 1e6} million, no side above ${MAXIMUM_SIDE}`,
  );
}
