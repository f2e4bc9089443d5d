import { writeFileSync } from 'node:fs';
import type { TensorData } from '../../src/core/engine.js';

/**
 * Writes tensors as `STEM.json` (name, dtype, shape, offset, length in bytes) and `STEM.bin` (little-endian,
 * row-major): the layout of a run's weights, which the Python side reads.
 */
export function writeTensors(stem: string, tensors: Readonly<Record<string, TensorData>>): void {
  let offset = 0;
  const parts: Uint8Array[] = [];
  const index = Object.entries(tensors).map(([name, { dtype, shape, data }]) => {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const entry = { name, dtype, shape, offset, length: bytes.length };
    parts.push(bytes);
    offset += bytes.length;
    return entry;
  });
  writeFileSync(`${stem}.json`, JSON.stringify({ tensors: index }));
  writeFileSync(`${stem}.bin`, Buffer.concat(parts));
}
