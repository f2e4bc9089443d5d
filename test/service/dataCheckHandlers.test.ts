import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { LabelFindings } from '../../src/core/honesty/findings.js';
import { loadDataset } from '../../src/datasets/index.js';
import { writeFindings } from '../../src/runs/findingsStore.js';
import { readJudgements } from '../../src/runs/judgementLog.js';
import { dataCheckHandlers } from '../../src/service/dataCheckHandlers.js';
import { DatasetShelf } from '../../src/service/datasetShelf.js';
import { makeIdxParts, writeIdxParts } from '../support/idxFixture.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const folder = useTemporaryFolder();
const shelf = new DatasetShelf();
afterEach(() => shelf.dispose());

function leakySet() {
  const parts = makeIdxParts();
  parts.testImages.set(parts.trainImages.subarray(16, 36), 16);
  const dataset = `idx:${writeIdxParts(join(folder.path, 'set'), parts)}`;
  return { dataset, root: join(folder.path, 'runs') };
}

const context = () => ({ signal: new AbortController().signal, report: () => undefined });

describe('images in doubt', () => {
  it('are looked for, kept, asked about, and judged', async () => {
    const { dataset, root } = leakySet();
    const handlers = dataCheckHandlers(shelf);
    const params = { root, from: { dataset } };
    const nothing = { questions: [], repeated: null, suspected: null };
    expect(await handlers.readDataCheck(params, context())).toMatchObject(nothing);
    const told: unknown[] = [];
    const counts = await handlers.checkDataset(params, { ...context(), report: (progress) => told.push(progress) });
    expect(counts).toMatchObject({ leaks: 1, repeated: 0 });
    expect(told[0]).toMatchObject({ message: expect.stringContaining('Comparing the images'), fraction: 0 });
    // What is known of these very images is not looked for again.
    expect(await handlers.checkDataset(params, { ...context(), report: () => expect.unreachable() })).toEqual(counts);
    const { questions, repeated, suspected } = await handlers.readDataCheck(params, context());
    const { name: _, ...kept } = counts;
    expect([repeated, suspected]).toEqual([kept, null]);
    expect(questions[0]).toMatchObject({
      split: 'test',
      image: 0,
      finding: 'duplicate',
      like: expect.arrayContaining([expect.objectContaining({ split: 'train', image: 0 })]),
    });
    const word = { split: 'test', image: 0, verdict: 'relabel', label: 1, finding: 'duplicate' } as const;
    const judged = await handlers.judgeImage({ ...params, word }, context());
    expect(judged).toMatchObject({ ...word, by: expect.stringMatching(/./) });
    expect((await handlers.readDataCheck(params, context())).judged).toEqual([judged]);
    const { checksum } = await loadDataset(dataset);
    expect(await readJudgements(root, checksum)).toEqual({ judgements: [judged], unread: 0 });
  });

  it('come with suspected labels first; what a file claims of images that are not there is left out', async () => {
    const { dataset, root } = leakySet();
    const { name, checksum, test } = await loadDataset(dataset);
    const suspect = { given: 0, suggested: 1, probability: 0.9, selfConfidence: 0.1, margin: 0.1 };
    const none = { count: 0, accuracy: null, noiseRate: null, suspects: [] };
    const found: LabelFindings = {
      kind: 'labels',
      dataset: { name, checksum },
      time: 1,
      model: { name: 'cnn', folds: 3, seed: 0, runIds: [] },
      train: none,
      test: {
        ...none,
        suspects: [
          { ...suspect, image: 99 },
          { ...suspect, image: 4, suggested: 200 },
          { ...suspect, image: 2, margin: 0.3 },
          { ...suspect, image: 3 },
        ],
      },
    };
    await writeFindings(root, found);
    const { questions, judgedBy, repeated, suspected } = await dataCheckHandlers(shelf).readDataCheck(
      { root, from: { dataset } },
      context(),
    );
    expect(questions.map(({ image, given }) => [image, given])).toEqual([
      [3, test.labels[3]],
      [2, test.labels[2]],
    ]);
    expect([repeated, suspected]).toEqual([null, { train: 0, test: 4, accuracy: null }]);
    expect(judgedBy).toBe('cnn, 3 folds, seed 0');
  });

  it('are not judged where there is no such image or class', async () => {
    const { dataset, root } = leakySet();
    const handlers = dataCheckHandlers(shelf);
    const judge = (word: object) =>
      handlers.judgeImage(
        { root, from: { dataset }, word: { split: 'test', image: 0, verdict: 'keep', ...word } },
        context(),
      );
    await expect(judge({ image: 6 })).rejects.toThrow('no test image 6');
    await expect(judge({ verdict: 'relabel', label: 200 })).rejects.toThrow('no class 200');
    await expect(judge({ label: 1 })).rejects.toThrow('belongs to relabelling');
    await expect(judge({ verdict: 'relabel' })).rejects.toThrow('belongs to relabelling');
  });

  it('are not looked for any longer when that is cancelled', async () => {
    const { dataset, root } = leakySet();
    const params = { root, from: { dataset } };
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(dataCheckHandlers(shelf).checkDataset(params, { ...context(), signal })).rejects.toThrow('enough');
    expect((await dataCheckHandlers(shelf).readDataCheck(params, context())).questions).toEqual([]);
  });
});
