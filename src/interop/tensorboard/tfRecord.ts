import { maskedCrc32c } from './crc32c.js';

/**
 * One record of a TFRecord file: its length, the length's sum, the content, its sum, all little-endian.
 * @see https://www.tensorflow.org/tutorials/load_data/tfrecord
 */
export function tfRecord(content: Uint8Array): Uint8Array {
  const record = new Uint8Array(content.length + 16);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(content.length), true);
  view.setUint32(8, maskedCrc32c(record.subarray(0, 8)), true);
  record.set(content, 12);
  view.setUint32(12 + content.length, maskedCrc32c(content), true);
  return record;
}
