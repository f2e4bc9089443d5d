import { endianness } from 'node:os';

/** Little-endian bytes of float32 numbers: a view where the machine is little-endian, else a swapped copy. */
export function floatsToBytes(floats: Float32Array): Uint8Array {
  const bytes = Buffer.from(floats.buffer, floats.byteOffset, floats.byteLength);
  return endianness() === 'LE' ? bytes : Buffer.from(bytes).swap32();
}

/** Float32 numbers from little-endian bytes, in an array of their own. The length must be a multiple of 4. */
export function bytesToFloats(bytes: Uint8Array): Float32Array {
  const copy = new Uint8Array(bytes);
  if (endianness() === 'BE') Buffer.from(copy.buffer).swap32();
  return new Float32Array(copy.buffer);
}
