import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { FeatureCache } from '../../../src/features/featureCache.js';
import { entryFiles, FeatureError, featureBytes, parseFeatureIndex } from '../../../src/features/featureEntry.js';
import { FeatureFile } from '../../../src/features/featureFile.js';
import { mutated } from '../../support/jsonMutation.js';
import { defineTarget, must } from '../fuzzTarget.js';
import { hostile } from '../schemaValues.js';
import { scratchFolder } from '../scratchFolder.js';

const BYTES = 48;
const KEY = 'a'.repeat(64);
const index = {
  schemaVersion: 1,
  modelName: 'transfer',
  datasetName: 'Fashion-MNIST',
  layer: 'pool',
  shape: [3],
  rows: 8,
  byteLength: BYTES,
  sha256: 'f'.repeat(64),
  created: 1,
};

const spoilt = fc.oneof(
  mutated(index),
  fc
    .record({
      key: fc.constantFrom('shape', 'rows', 'byteLength', 'sha256', 'created', 'layer', 'schemaVersion'),
      value: fc.oneof(hostile, fc.constantFrom<unknown>([1, 3], [2 ** 31, 2 ** 31], [], [24], 1, 24, 2 ** 53)),
    })
    .map(({ key, value }) => ({ ...index, [key]: value })),
  fc.constant<unknown>(index),
);

/** An entry of the feature cache that somebody else wrote: used with as many numbers as it has, or not at all. */
export const featureEntryTarget = defineTarget({
  name: 'feature entry',
  // Each case opens and reads files.
  cases: 3000,
  arbitrary: fc.oneof({ weight: 9, arbitrary: spoilt.map((value) => JSON.stringify(value)) }, fc.string()),
  check: async (text: string) => {
    try {
      const { rows, shape, byteLength } = parseFeatureIndex(text);
      must(featureBytes(rows, shape) === byteLength, 'an index that does not add up');
    } catch (error) {
      if (!(error instanceof FeatureError)) throw error;
    }
    const cache = new FeatureCache(join(scratchFolder(), 'features'), 1e9);
    const folder = join(cache.folder, KEY);
    if (!existsSync(folder)) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, entryFiles.features), Buffer.alloc(BYTES));
    }
    writeFileSync(join(folder, entryFiles.index), text);
    const entry = await cache.find(KEY);
    must((await cache.list()).length === (entry === undefined ? 0 : 1), 'listed, but not found');
    if (entry === undefined) return;
    const file = await FeatureFile.open(entry);
    try {
      const values = await file.readRows(Int32Array.of(entry.rows - 1, 0));
      must(values.length === BYTES / entry.rows, `${values.length} numbers of two rows`);
      await file.readAll().catch((error: unknown) => must(error instanceof FeatureError, String(error)));
    } finally {
      await file.close();
    }
  },
});
