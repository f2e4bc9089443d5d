import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { misclassified } from '../../../src/core/metrics/misclassified.js';
import { parseEvent } from '../../../src/core/run/parseEvent.js';
import { initialRunState, reduceRun } from '../../../src/core/run/state.js';
import { PredictionsError, readPredictions } from '../../../src/runs/predictionsFile.js';
import { readWeights, WeightsError } from '../../../src/runs/weightsFile.js';
import { mutated } from '../../support/jsonMutation.js';
import { runStarted } from '../../support/runEvents.js';
import { defineTarget, must } from '../fuzzTarget.js';
import { mutatedBytes } from '../mutateText.js';
import { hostile } from '../schemaValues.js';
import { scratchFolder } from '../scratchFolder.js';

/** Something nested so deep that whoever recurses into it runs out of stack. */
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

const tensors = [
  { name: 'dense/kernel', dtype: 'float32', shape: [2, 3], offset: 0, length: 24 },
  { name: 'dense/bias', dtype: 'float32', shape: [3], offset: 24, length: 12 },
];
// SHA-256 of 36 zero bytes.
const index = {
  schemaVersion: 1,
  byteLength: 36,
  sha256: '6db65fd59fd356f6729140571b5bcd6bb3b83492a16e1bf0a3884442fc3c8a0e',
  tensors,
};

const spoiltIndex = fc
  .record({
    tensor: fc.nat(2),
    key: fc.constantFrom('name', 'dtype', 'shape', 'offset', 'length', '__proto__'),
    value: hostile,
  })
  .map(({ tensor, key, value }) => {
    const copy = tensors.map((entry) => ({ ...entry }));
    const place = copy[tensor] ?? {};
    Object.defineProperty(place, key, { value, enumerable: true, configurable: true, writable: true });
    return JSON.stringify({ ...index, tensors: copy, byteLength: tensor === 2 ? value : 36 });
  });

export const weightsTarget = defineTarget({
  name: 'weights',
  arbitrary: fc.record({
    text: fc.oneof(
      spoiltIndex,
      mutated(index).map((value) => JSON.stringify(value)),
      mutatedBytes(Buffer.from(JSON.stringify(index))).map((bytes) => bytes.toString('latin1')),
      fc
        .constantFrom(100, 3_000, 100_000)
        .map((depth) =>
          JSON.stringify({ ...index, tensors: [{ ...tensors[0], shape: '?' }] }).replace('"?"', nested(depth)),
        ),
      fc.constant(JSON.stringify(index)),
    ),
    size: fc.constantFrom(36, 36, 36, 0, 35, 2 ** 33),
    flip: fc.boolean(),
  }),
  check: async ({ text, size, flip }: { text: string; size: number; flip: boolean }) => {
    const folder = scratchFolder();
    const file = join(folder, 'weights.bin');
    writeFileSync(join(folder, 'weights.json'), text, 'latin1');
    writeFileSync(file, Buffer.alloc(Math.min(size, 36), flip ? 1 : 0));
    // A file of gigabytes that takes no place: a hole.
    if (size > 36) truncateSync(file, size);
    try {
      const read = await readWeights(folder);
      for (const { shape, data } of Object.values(read))
        must(
          data.length === shape.reduce((product, side) => product * side, 1),
          'numbers of another count than the shape',
        );
    } catch (error) {
      if (!(error instanceof WeightsError)) throw error;
      must(error.message.length < 1000, 'a long message');
    }
  },
});

export const predictionsTarget = defineTarget({
  name: 'predictions',
  arbitrary: fc.record({
    testCount: fc.oneof(fc.constant(4), fc.constantFrom<unknown>(0, 1, 3, 2 ** 40, 2 ** 53 - 1, -1, 1e308, 0.5, '4')),
    classNames: fc.oneof(
      fc.constant<unknown>(['a', 'b', 'c']),
      fc.array(fc.oneof(fc.constantFrom('a', '__proto__', '\u001b[2J'), hostile), { maxLength: 4 }),
      fc.constantFrom<unknown>(Array(257).fill('x'), Array(256).fill('x'), '\u001b', null),
    ),
    split: fc.constantFrom('train' as const, 'validation' as const, 'test' as const, 'heldOut' as const),
    fold: fc.constantFrom<unknown>(
      undefined,
      { index: 1, count: 2 },
      { index: 2, count: 2 },
      { index: 0, count: 0 },
      '1',
    ),
    numbers: fc.array(fc.float({ noDefaultInfinity: false }), { minLength: 12, maxLength: 12 }),
    size: fc.constantFrom(48, 48, 48, 0, 1, 47, 2 ** 33),
  }),
  check: async ({ testCount: imageCount, classNames, split, fold, numbers, size }) => {
    const started = runStarted();
    const parsed = parseEvent({
      ...started,
      [`${split}Count`]: imageCount,
      request: { ...started.request, fold },
      dataset: { ...started.dataset, classNames, ...(split === 'heldOut' ? { trainCount: imageCount } : {}) },
    });
    const state = 'event' in parsed ? reduceRun(initialRunState, parsed.event) : initialRunState;
    const folder = scratchFolder();
    const file = join(folder, split === 'test' ? 'predictions.bin' : `predictions.${split}.bin`);
    writeFileSync(file, Buffer.from(new Float32Array(numbers).buffer).subarray(0, Math.min(size, 48)));
    if (size > 48) truncateSync(file, size);
    try {
      const { probabilities, count, classCount } = await readPredictions(folder, state, split);
      must(probabilities.length === count * classCount, 'numbers of another count than images and classes');
      const labels = Uint8Array.from({ length: count }, (_, at) => at % Math.max(1, classCount));
      if (count > 0 && classCount > 0) misclassified(probabilities, labels, classCount);
    } catch (error) {
      if (!(error instanceof PredictionsError)) throw error;
    }
  },
});
