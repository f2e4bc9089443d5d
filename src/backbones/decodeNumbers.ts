import type { Encoding } from './tfjsManifest.js';

/** Little-endian numbers as float32, in an array of their own. */
export function decodeNumbers(bytes: Uint8Array, encoding: Encoding): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (encoding.kind) {
    case 'float32':
      return Float32Array.from({ length: bytes.length / 4 }, (_, index) => view.getFloat32(4 * index, true));
    case 'float16':
      return Float32Array.from({ length: bytes.length / 2 }, (_, index) => fromHalf(view.getUint16(2 * index, true)));
    case 'uint8':
      return Float32Array.from(bytes, (value) => value * encoding.scale + encoding.min);
    case 'uint16':
      return Float32Array.from(
        { length: bytes.length / 2 },
        (_, index) => view.getUint16(2 * index, true) * encoding.scale + encoding.min,
      );
  }
}

/** IEEE 754 binary16: 1 bit of sign, 5 of exponent, 10 of fraction. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
