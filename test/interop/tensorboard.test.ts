import { describe, expect, it } from 'vitest';
import { crc32c, maskedCrc32c } from '../../src/interop/tensorboard/crc32c.js';
import { decodeEvent } from '../../src/interop/tensorboard/eventProto.js';
import { exportTensorboard } from '../../src/interop/tensorboard/exportTensorboard.js';
import { exportSourceOf } from '../support/exportSource.js';
import { interopModel } from '../support/interopModels.js';

/** Records of a file, each with both of its sums checked. */
function recordsOf(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const records: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(view.getBigUint64(at, true));
    expect(view.getUint32(at + 8, true)).toBe(maskedCrc32c(bytes.subarray(at, at + 8)));
    const content = bytes.subarray(at + 12, at + 12 + length);
    expect(view.getUint32(at + 12 + length, true)).toBe(maskedCrc32c(content));
    records.push(content);
    at += length + 16;
  }
  return records;
}

describe('CRC-32C', () => {
  const ascending = Uint8Array.from({ length: 32 }, (_, index) => index);
  // RFC 3720, B.4, read as little-endian numbers.
  it.each([
    ['zeros', new Uint8Array(32), 0x8a9136aa],
    ['ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
    ['ascending', ascending, 0x46dd794e],
    ['descending', ascending.toReversed(), 0x113fdb5c],
    ['digits', new TextEncoder().encode('123456789'), 0xe3069283],
  ])('of %s is the published one', (_, bytes, sum) => {
    expect(crc32c(bytes)).toBe(sum);
  });

  it('is masked by a turn and a constant', () => {
    const sum = crc32c(ascending);
    const unmasked = (maskedCrc32c(ascending) - 0xa282ead8) >>> 0;
    expect(((unmasked >>> 17) | (unmasked << 15)) >>> 0).toBe(sum);
  });
});

describe('event files', () => {
  const layers = [{ type: 'flatten' }, { type: 'dense', units: 10, activation: 'softmax' }];
  const source = exportSourceOf(interopModel(JSON.stringify({ name: 'one', layers })));

  it('have a folder for each split, a point an epoch, and begin with their version', () => {
    const files = exportTensorboard(source);
    expect(files.map(({ path }) => path.split('/')[1])).toEqual(['train', 'validation', 'test']);
    for (const { path, bytes } of files) {
      expect(path).toMatch(/\/events\.out\.tfevents\.\d+\.bakeoff$/);
      const [first, ...events] = recordsOf(bytes).map(decodeEvent);
      expect(first).toMatchObject({ fileVersion: 'brain.Event:2' });
      expect(events.length).toBeGreaterThan(0);
    }
    const [, text, ...points] = recordsOf(files[0]?.bytes ?? new Uint8Array()).map(decodeEvent);
    expect(JSON.stringify(text)).toContain('hyperparameters');
    const { epochs } = source.state;
    expect(points.map(({ step }) => step)).toEqual(epochs.map(({ epoch }) => epoch));
    const [loss] = (points[0] as { summary: { value: { tag: string; tensor: { floatVal: number[] } }[] } }).summary
      .value;
    expect(loss).toMatchObject({ tag: 'epoch_loss', tensor: { floatVal: [Math.fround(epochs[0]?.loss ?? 0)] } });
  });

  it('leave out what is not a number', () => {
    const epochs = source.state.epochs.map((point) => ({ ...point, loss: null, validationLoss: Number.NaN }));
    const files = exportTensorboard({ ...source, state: { ...source.state, epochs } });
    const all = files
      .slice(0, 2)
      .flatMap(({ bytes }) => recordsOf(bytes).map((record) => JSON.stringify(decodeEvent(record))));
    expect(all.filter((text) => text.includes('epoch_loss'))).toEqual([]);
    expect(all.filter((text) => text.includes('epoch_accuracy')).length).toBe(2 * epochs.length);
  });

  it('hold names of somebody else as text, not as markup', () => {
    const started = { ...source.started, modelName: 'a|b\n<script>[x](y)' };
    const [train] = exportTensorboard({ ...source, started });
    const text = new TextDecoder().decode(train?.bytes);
    expect(text).toContain('| model | a\\|b \\<script\\>\\[x\\](y) |');
  });
});
