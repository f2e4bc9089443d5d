import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunRequest } from '../../src/core/run/request.js';
import { heldOutImages } from '../../src/core/training/folds.js';
import { loadDataset } from '../../src/datasets/index.js';
import { readFindings } from '../../src/runs/findingsStore.js';
import { readLabel } from '../../src/runs/labelFile.js';
import { writePredictions } from '../../src/runs/predictionsFile.js';
import { readRun } from '../../src/runs/readRun.js';
import { originReader } from '../../src/service/dataCheckHandlers.js';
import { DatasetShelf } from '../../src/service/datasetShelf.js';
import { labelCheckHandlers } from '../../src/service/labelCheckHandlers.js';
import { makeIdxParts, writeIdxParts } from '../support/idxFixture.js';
import { storeImageRun } from '../support/imageRun.js';
import { modelText } from '../support/modelText.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const folder = useTemporaryFolder();
const shelf = new DatasetShelf();
afterEach(() => shelf.dispose());

const definitionText = modelText('{ "type": "flatten" }', '{ "type": "dense", "units": 3, "activation": "softmax" }');
const COUNT = 2;
const FLIPPED = 7;
const context = () => ({ signal: new AbortController().signal, report: () => undefined });

/** What every fold's model says of images: their true class, which is their number modulo 3. */
function truth(images: Iterable<number>): Float32Array {
  return Float32Array.from([...images].flatMap((image) => [0, 1, 2].map((at) => (at === image % 3 ? 0.9 : 0.05))));
}

describe('labels that are judged by folds', () => {
  it('are suspected where the models that have not seen them say otherwise; trained folds are found again', async () => {
    const root = join(folder.path, 'runs');
    const parts = makeIdxParts({ trainCount: 30 });
    parts.trainLabels[parts.trainLabels.length - 30 + FLIPPED] = 0;
    const dataset = `idx:${writeIdxParts(join(folder.path, 'set'), parts)}`;
    const folders: string[] = [];
    for (let index = 0; index < COUNT; index += 1) {
      const fold = { index, count: COUNT };
      const probabilities = truth([0, 1, 2, 3, 4, 5]);
      const place = await storeImageRun(root, `20310101-00000${index}-cnn-s0-aaaa`, dataset, {
        probabilities,
        fold,
        definitionText,
      });
      await writePredictions(place, truth(heldOutImages(30, { seed: 0, fold })), 'heldOut');
      folders.push(place);
    }
    const asked: string[][] = [];
    const roots = { refresh: async (changed: readonly string[]) => void asked.push([...changed]) };
    const handlers = labelCheckHandlers(originReader(shelf), join(folder.path, 'no-trainer.cjs'), roots);
    const from = { dataset };
    const { state } = await readRun(folders[0] ?? '');
    const request = state.started?.request;
    if (request === undefined) throw new Error('The run has begun.');
    const of = (index: number, change: Partial<RunRequest> = {}) => ({
      ...request,
      fold: { index, count: COUNT },
      ...change,
    });
    const requests = [of(1), of(0), of(0, { seed: 3 })];
    expect(await handlers.findFolds({ root, from, requests }, context())).toEqual([folders[1], folders[0], null]);
    const counts = await handlers.judgeLabels({ root, from, folders, cores: 0 }, context());
    expect(counts).toMatchObject({ train: 1, test: 0, accuracy: 29 / 30 });
    const { checksum } = await loadDataset(dataset);
    const { labels } = await readFindings(root, checksum);
    expect(labels?.train.suspects).toMatchObject([{ image: FLIPPED, given: 0, suggested: FLIPPED % 3 }]);
    expect(labels?.model).toMatchObject({ name: 'cnn', folds: 2, seed: 0 });
    expect(await readLabel(folders[1] ?? '')).toBe('fold 2 of 2');
    expect(asked).toEqual([folders]);
    // A part of the images that nobody has judged is no judgement.
    await expect(handlers.judgeLabels({ root, from, folders: folders.slice(1), cores: 0 }, context())).rejects.toThrow(
      'was held out by no fold',
    );
  });
});
