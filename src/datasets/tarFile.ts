import { DatasetError } from './datasetError.js';

const BLOCK = 512;

/**
 * The regular files of a tar archive by their names, as views of its bytes; POSIX and old archives, without the extensions
 * for long names. Nothing is written anywhere. @throws DatasetError `archive` where it is damaged.
 */
export function readTar(bytes: Uint8Array, path: string): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (let at = 0; at + BLOCK <= bytes.length; ) {
    const header = Buffer.from(bytes.buffer, bytes.byteOffset + at, BLOCK);
    // Two blocks of zeros end an archive.
    if (header.every((byte) => byte === 0)) return files;
    const size = octal(header.subarray(124, 136));
    let sum = 8 * 0x20;
    header.forEach((byte, index) => {
      if (index < 148 || index >= 156) sum += byte;
    });
    const end = at + BLOCK + size;
    if (octal(header.subarray(148, 156)) !== sum || !Number.isInteger(size) || end > bytes.length)
      throw new DatasetError({
        code: 'archive',
        path,
        problem: `is a damaged archive, at byte ${at}`,
        advice: 'Get the file again from where it was published.',
      });
    const type = String.fromCharCode(header[156] ?? 0);
    const prefix = header.toString('latin1', 257, 262) === 'ustar' ? text(header.subarray(345, 500)) : '';
    const name = text(header.subarray(0, 100));
    if (type === '0' || type === '\0')
      files.set(prefix === '' ? name : `${prefix}/${name}`, bytes.subarray(at + BLOCK, end));
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  throw new DatasetError({
    code: 'archive',
    path,
    problem: 'is an archive cut short',
    advice: 'Get the file again from where it was published.',
  });
}

/** A number in octal digits; NaN where there is none. */
function octal(field: Buffer): number {
  const digits = /^ *([0-7]{1,12})[ \0]*$/.exec(field.toString('latin1'))?.[1];
  return digits === undefined ? Number.NaN : Number.parseInt(digits, 8);
}

function text(field: Buffer): string {
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? field.length : end);
}
