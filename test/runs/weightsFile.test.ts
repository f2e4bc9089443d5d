import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reduceRunEvents } from '../../src/core/run/state.js';
import { readPredictions, removeComputedPredictions, writePredictions } from '../../src/runs/predictionsFile.js';
import { readWeights, writeWeights } from '../../src/runs/weightsFile.js';
import { completedRun } from '../support/runEvents.js';
import { filesBelow, useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const tensor = (shape: number[], values: number[]) => ({
  dtype: 'float32' as const,
  shape,
  data: Float32Array.from(values),
});

describe('writeWeights and readWeights', () => {
  it('give back any tensors', async () => {
    const anyTensors = fc.dictionary(
      fc.string({ minLength: 1 }),
      fc.array(fc.nat(3), { maxLength: 3 }).chain((shape) =>
        fc
          .array(fc.float(), {
            minLength: shape.reduce((a, b) => a * b, 1),
            maxLength: shape.reduce((a, b) => a * b, 1),
          })
          .map((values) => tensor(shape, values)),
      ),
      { maxKeys: 4 },
    );
    await fc.assert(
      fc.asyncProperty(anyTensors, async (tensors) => {
        await writeWeights(temporary.path, tensors);
        expect(await readWeights(temporary.path)).toEqual({ ...tensors });
      }),
      { numRuns: 30 },
    );
    expect(filesBelow(temporary.path)).toEqual(['weights.bin', 'weights.json']);
  });

  it('are little-endian, one tensor after the other', async () => {
    await writeWeights(temporary.path, { 'a/bias': tensor([1], [1]), 'b/kernel': tensor([1, 2], [-2, 0.5]) });
    const bytes = readFileSync(path.join(temporary.path, 'weights.bin'));
    expect([0, 4, 8].map((at) => bytes.readFloatLE(at))).toEqual([1, -2, 0.5]);
    const index = JSON.parse(readFileSync(path.join(temporary.path, 'weights.json'), 'utf8'));
    expect(index.tensors).toEqual([
      { name: 'a/bias', dtype: 'float32', shape: [1], offset: 0, length: 4 },
      { name: 'b/kernel', dtype: 'float32', shape: [1, 2], offset: 4, length: 8 },
    ]);
  });

  it('refuse what is not float32 or does not fill its shape', async () => {
    const data = new Int32Array(1);
    await expect(writeWeights(temporary.path, { a: { dtype: 'int32', shape: [1], data } })).rejects.toThrow(/int32/);
    await expect(writeWeights(temporary.path, { a: tensor([2], [1]) })).rejects.toThrow(/has 1 numbers.*needs 2/);
  });
});

describe('readWeights', () => {
  const spoil = async (change: (index: Record<string, unknown>) => void) => {
    await writeWeights(temporary.path, { a: tensor([2], [1, 2]), b: tensor([1], [3]) });
    const file = path.join(temporary.path, 'weights.json');
    const index = JSON.parse(readFileSync(file, 'utf8'));
    change(index);
    writeFileSync(file, JSON.stringify(index));
  };
  const entry = (index: Record<string, unknown>, at: number) => (index.tensors as Record<string, unknown>[])[at] ?? {};

  it.each<[string, (index: Record<string, unknown>) => void, RegExp]>([
    ['another schema', (index) => Object.assign(index, { schemaVersion: 2 }), /schemaVersion is 2; expected 1/],
    ['no tensors', (index) => Object.assign(index, { tensors: 'no' }), /not an index/],
    ['a huge shape', (index) => Object.assign(entry(index, 0), { shape: [1e12, 1e12] }), /"a" has 8 bytes/],
    ['a negative size', (index) => Object.assign(entry(index, 0), { shape: [-2, -1] }), /shape \[-2,-1\]/],
    ['overlapping tensors', (index) => Object.assign(entry(index, 1), { offset: 4 }), /"b" is at byte 4; expected 8/],
    ['a name twice', (index) => Object.assign(entry(index, 1), { name: 'a' }), /not unique: "a"/],
    ['another dtype', (index) => Object.assign(entry(index, 1), { dtype: 'float64' }), /dtype "float64"/],
    ['a null for a tensor', (index) => Object.assign(index, { tensors: [null] }), /name is missing/],
    ['another total', (index) => Object.assign(index, { byteLength: 16 }), /byteLength is 16; its tensors need 12/],
    [
      'more than can be read, well described',
      (index) =>
        Object.assign(index, {
          byteLength: 2 ** 40,
          tensors: [{ name: 'a', dtype: 'float32', shape: [2 ** 38], offset: 0, length: 2 ** 40 }],
        }),
      /1099511627776 bytes of weights are more than/,
    ],
    [
      'another checksum',
      (index) => Object.assign(index, { sha256: '00' }),
      /has SHA-256 [0-9a-f]{64}; weights.json says 00/,
    ],
  ])('refuses %s', async (_, change, message) => {
    await spoil(change);
    await expect(readWeights(temporary.path)).rejects.toThrow(message);
  });

  it('refuses a cut or missing file', async () => {
    await spoil(() => undefined);
    truncateSync(path.join(temporary.path, 'weights.bin'), 11);
    await expect(readWeights(temporary.path)).rejects.toThrow(/has 11 bytes; weights.json says 12/);
    rmSync(path.join(temporary.path, 'weights.bin'));
    await expect(readWeights(temporary.path)).rejects.toThrow(/cannot be opened/);
    rmSync(path.join(temporary.path, 'weights.json'));
    await expect(readWeights(temporary.path)).rejects.toThrow(/index of weights .* cannot be read/);
  });
});

describe('readPredictions', () => {
  const state = reduceRunEvents(completedRun());

  it('gives back what was written', async () => {
    const probabilities = Float32Array.from({ length: 12 }, (_, index) => index / 12);
    await writePredictions(temporary.path, probabilities);
    expect(await readPredictions(temporary.path, state)).toEqual({ probabilities, count: 4, classCount: 3 });
  });

  it.each([0, 11, 13])('refuses %d numbers where the run had 4 images of 3 classes', async (length) => {
    await writePredictions(temporary.path, new Float32Array(length));
    await expect(readPredictions(temporary.path, state)).rejects.toThrow(
      `has ${length * 4} bytes; 4 images of 3 classes need 48.`,
    );
  });

  it('keeps splits apart, each with as many images as the run says', async () => {
    const { started } = state;
    if (started === undefined) throw new Error('the run has not begun');
    const split = { started: { ...started, trainCount: 3, validationCount: 2 } };
    const probabilities = new Float32Array(9).fill(1 / 3);
    await writePredictions(temporary.path, new Float32Array(6), 'validation');
    await writePredictions(temporary.path, probabilities, 'train');
    expect(await readPredictions(temporary.path, split, 'train')).toEqual({ probabilities, count: 3, classCount: 3 });
    expect((await readPredictions(temporary.path, split, 'validation')).count).toBe(2);
    await expect(readPredictions(temporary.path, split, 'test')).rejects.toMatchObject({ code: 'missing' });
    await expect(readPredictions(temporary.path, state, 'train')).rejects.toMatchObject({ code: 'damaged' });
    await removeComputedPredictions(temporary.path);
    await expect(readPredictions(temporary.path, split, 'train')).rejects.toThrow(/none were computed of its train/);
  });

  it('says that there are none', async () => {
    await expect(readPredictions(temporary.path, state)).rejects.toThrow(/no stored predictions/);
    await expect(readPredictions(temporary.path, reduceRunEvents([]))).rejects.toThrow(/do not say how many/);
  });
});
