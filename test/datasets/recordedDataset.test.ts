import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeDataset } from '../../src/core/dataset.js';
import { loadDataset } from '../../src/datasets/index.js';
import { loadRecordedDataset, openRecordedDataset, type RecordedDataset } from '../../src/datasets/recordedDataset.js';
import { makeIdxParts, writeIdxParts } from '../support/idxFixture.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const folder = () => join(temporary.path, 'images');

async function record(): Promise<RecordedDataset> {
  const id = `idx:${writeIdxParts(folder(), makeIdxParts())}`;
  return { id, description: describeDataset(await loadDataset(id)) };
}

describe('the images of a run', () => {
  it('are found by their id', async () => {
    const recorded = await record();
    const loaded = await loadRecordedDataset(recorded);
    expect(describeDataset(loaded)).toEqual(recorded.description);
    const opened = await openRecordedDataset(recorded);
    expect(opened.description).toEqual(recorded.description);
    expect(await opened.images('test')).toEqual(loaded.test.images);
    expect(await opened.labels('train')).toEqual(loaded.train.labels);
  });

  it('are found where they were, when their id means others or nothing by now', async () => {
    const recorded = await record();
    const other = `idx:${writeIdxParts(join(temporary.path, 'other'), makeIdxParts({ salt: 1 }))}`;
    for (const id of [other, 'no-such-set'])
      expect((await loadRecordedDataset({ ...recorded, id })).checksum).toBe(recorded.description.checksum);
  });

  it('that have changed are told from those that are gone', async () => {
    const recorded = await record();
    writeIdxParts(folder(), makeIdxParts({ salt: 1 }));
    const changed = { code: 'changed', path: folder(), advice: expect.stringContaining('train the model again') };
    await expect(loadRecordedDataset(recorded)).rejects.toMatchObject(changed);
    await expect(openRecordedDataset(recorded)).rejects.toMatchObject(changed);
    rmSync(folder(), { recursive: true });
    await expect(loadRecordedDataset(recorded)).rejects.toMatchObject({
      code: 'gone',
      received: expect.stringContaining(folder()),
    });
  });

  it('are not looked for any longer than they are wanted', async () => {
    const recorded = await record();
    const signal = AbortSignal.abort(new Error('no longer'));
    await expect(loadRecordedDataset(recorded, { signal })).rejects.toThrow('no longer');
  });
});
