import { crc32 } from 'node:zlib';
import type { TensorData } from '../../core/engine.js';
import { floatsToBytes } from '../../runs/floatBytes.js';

/** An array of an `.npz` file: float32, or one whole number. */
export type NpzArray = Pick<TensorData, 'shape'> & { readonly data: Float32Array | bigint };

/**
 * NumPy's `.npz`: a zip of `.npy` files, nothing compressed. The same arrays give the same bytes.
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT for the zip
 */
export function npzFile(arrays: Readonly<Record<string, NpzArray>>): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [key, array] of Object.entries(arrays)) {
    const name = Buffer.from(`${key}.npy`);
    const content = npyFile(array);
    const sums = Buffer.alloc(12);
    sums.writeUInt32LE(crc32(content), 0);
    sums.writeUInt32LE(content.length, 4);
    sums.writeUInt32LE(content.length, 8);
    const lengths = Buffer.alloc(4);
    lengths.writeUInt16LE(name.length, 0);
    const local = Buffer.concat([LOCAL, VERSION_AND_TIME, sums, lengths, name, content]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(
      Buffer.concat([CENTRAL, MADE_BY, VERSION_AND_TIME, sums, lengths.subarray(0, 2), Buffer.alloc(2), place, name]),
    );
    parts.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listed, end]);
}

const LOCAL = Buffer.from([0x50, 0x4b, 3, 4]);
const CENTRAL = Buffer.from([0x50, 0x4b, 1, 2]);
const MADE_BY = Buffer.from([20, 0]);
/** Version 2.0, names in UTF-8, stored, midnight of 1980-01-01. */
const VERSION_AND_TIME = Buffer.from([20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0]);

function npyFile({ shape, data }: NpzArray): Buffer {
  const isWhole = typeof data === 'bigint';
  const sizes = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
  const header = `{'descr': '${isWhole ? '<i8' : '<f4'}', 'fortran_order': False, 'shape': ${sizes}, }`;
  // Magic, version 1.0 and length are 10 bytes; the whole is a multiple of 64 and ends in a line break.
  const padded = `${header.padEnd(Math.ceil((10 + header.length + 1) / 64) * 64 - 11)}\n`;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(padded.length);
  const content = isWhole ? Buffer.alloc(8) : floatsToBytes(data);
  if (isWhole) (content as Buffer).writeBigInt64LE(data);
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), length, Buffer.from(padded), content]);
}
