import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { BackboneError } from '../../../src/backbones/backboneError.js';
import { readH5 } from '../../../src/backbones/readH5.js';
import { readTfjs } from '../../../src/backbones/readTfjs.js';
import type { ReadWeights } from '../../../src/backbones/weightReader.js';
import type { BackboneWeight } from '../../../src/core/plan/plannedBackbone.js';
import { weightsOfBackbone } from '../../support/backboneWeights.js';
import { mutated } from '../../support/jsonMutation.js';
import { defineTarget, must } from '../fuzzTarget.js';
import { mutatedBytes } from '../mutateText.js';
import { scratchFolder } from '../scratchFolder.js';

const h5 = readFileSync('test/fixtures/weights/keras1.h5');
const vgg = weightsOfBackbone({ name: 'vgg16', weights: 'none', inputSize: 32, upTo: 'block1_conv1' });
const begin = weightsOfBackbone({ name: 'mobilenetV1', alpha: 0.25, weights: 'none', inputSize: 32, upTo: 'conv1_bn' });

const entry = (name: string, shape: readonly number[], more: object = {}) => ({
  name,
  shape,
  dtype: 'float32',
  ...more,
});
const channels = [8];
const manifest = {
  weightsManifest: [
    {
      paths: ['a.bin', 'b.bin'],
      weights: [entry('conv1/kernel', [3, 3, 3, 8], { quantization: { dtype: 'float16' } })],
    },
    {
      paths: ['a.bin'],
      weights: [
        entry('m/conv1_bn/gamma', channels),
        entry('m/conv1_bn/beta', channels, { quantization: { dtype: 'uint8', scale: 0.1, min: -1 } }),
        entry('conv1_bn/moving_mean', channels, { quantization: { dtype: 'uint16', scale: 0.001, min: 0 } }),
        entry('conv1_bn/moving_variance', channels),
      ],
    },
  ],
};

/** Weights that were read are all that were wanted, whole and finite; else the reader says what is wrong, in short. */
async function checkReader(reading: Promise<ReadWeights>, wanted: readonly BackboneWeight[]): Promise<void> {
  try {
    const read = await reading;
    for (const { variable, shape } of wanted) {
      const values = read.get(variable);
      must(values?.length === shape.reduce((product, size) => product * size, 1), `${variable} is not whole`);
      must(values?.every(Number.isFinite) === true, `${variable} is not finite`);
    }
  } catch (error) {
    if (!(error instanceof BackboneError)) throw error;
    must(error.message.length < 1500, 'a long message');
  }
}

export const tfjsWeightsTarget = defineTarget({
  name: 'tfjs-weights',
  arbitrary: fc.record({
    text: fc.oneof(
      mutated(manifest).map((value) => JSON.stringify(value)),
      mutatedBytes(Buffer.from(JSON.stringify(manifest))).map((bytes) => bytes.toString('latin1')),
      fc.constant(JSON.stringify(manifest)),
    ),
    bytes: fc.uint8Array({ minLength: 0, maxLength: 300 }),
    size: fc.constantFrom(432, 432, 0, 431, 2 ** 33),
  }),
  check: async ({ text, bytes, size }: { text: string; bytes: Uint8Array; size: number }) => {
    const folder = scratchFolder();
    const file = join(folder, 'a.bin');
    writeFileSync(join(folder, 'model.json'), text, 'latin1');
    writeFileSync(join(folder, 'b.bin'), bytes);
    writeFileSync(file, Buffer.concat([bytes, Buffer.alloc(432)]).subarray(0, Math.min(size, 432)));
    if (size > 432) truncateSync(file, size);
    await checkReader(readTfjs(join(folder, 'model.json'), begin), begin);
  },
});

export const h5WeightsTarget = defineTarget({
  name: 'h5-weights',
  // A file that crashes the library ends its use in a process: few cases say as much as many.
  cases: 1_000,
  arbitrary: fc.oneof(
    mutatedBytes(h5),
    fc.nat(h5.length).map((length) => h5.subarray(0, length)),
  ),
  check: async (bytes: Buffer) => {
    const file = join(scratchFolder(), 'weights.h5');
    writeFileSync(file, bytes);
    await checkReader(readH5(file, vgg), vgg);
  },
});
