import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadDataset } from '../../../src/datasets/index.js';
import { writeFindings } from '../../../src/runs/findingsStore.js';
import { addJudgements } from '../../../src/runs/judgementLog.js';
import { writePredictions } from '../../../src/runs/predictionsFile.js';
import { DatasetShelf } from '../../../src/service/datasetShelf.js';
import { JudgeHandlers } from '../../../src/service/judgement/judgeHandlers.js';
import { judgeHere, scoreHere } from '../../../src/service/judgement/judgeHere.js';
import { bundleScript } from '../../support/bundle.js';
import { makeIdxParts, writeIdxParts } from '../../support/idxFixture.js';
import { storeImageRun } from '../../support/imageRun.js';
import { useTemporaryFolder } from '../../support/temporaryFolder.js';

const built = mkdtempSync(path.join(tmpdir(), 'bakeoff-judge-'));
let entry = '';
beforeAll(async () => {
  entry = await bundleScript('../../src/service/judgement/judgeWorker.ts', built);
});
afterAll(() => rmSync(built, { recursive: true, force: true }));

const temporary = useTemporaryFolder();
let shelf: DatasetShelf;
let handlers: JudgeHandlers;
beforeEach(() => {
  shelf = new DatasetShelf();
  handlers = new JudgeHandlers(shelf, entry);
});
afterEach(() => {
  handlers.dispose();
  shelf.dispose();
});

const { signal } = new AbortController();

/** 6 test images of classes 0, 1, 2, 0, 1, 2, the first `right` of them right. */
function probabilitiesOf(right: number): Float32Array {
  return Float32Array.from(
    [0, 1, 2, 0, 1, 2].flatMap((label, image) => {
      const taken = image < right ? label : (label + 1) % 3;
      return [0, 1, 2].map((column) => (column === taken ? 0.8 : 0.1));
    }),
  );
}

async function storeRun(modelName: string, right: number, seed = 0): Promise<string> {
  const images = path.join(temporary.path, 'images');
  writeIdxParts(images, makeIdxParts());
  const runId = `20260101-120000-${modelName}-s${seed}-aaaa`;
  const probabilities = probabilitiesOf(right);
  return storeImageRun(path.join(temporary.path, 'runs'), runId, `idx:${images}`, { probabilities, modelName, seed });
}

describe('runs that are judged in a worker', () => {
  it('are judged as they are on the thread itself', async () => {
    const folders = [await storeRun('ann', 2), await storeRun('cnn', 5), await storeRun('ann', 3, 1)];
    const judgement = await handlers.judge(folders, 0.01, signal);
    expect(judgement).toEqual(await judgeHere(folders, 0.01, signal));
    expect(judgement.groups.map(({ title, seeds }) => [title, seeds])).toEqual([
      ['ann', [0, 1]],
      ['cnn', [0]],
    ]);
    expect(judgement).toMatchObject({ margin: 0.01, testCount: 6, leftOut: [] });
  });

  it('are judged once, until something of them changes', async () => {
    const folders = [await storeRun('ann', 2), await storeRun('cnn', 5)];
    const first = await handlers.judge(folders, 0.003, signal);
    expect(await handlers.judge(folders, 0.003, signal)).toBe(first);
    const other = await handlers.judge(folders, 0.004, signal);
    expect(other).not.toBe(first);
    expect(other).toMatchObject({ margin: 0.004 });
    const [folder = ''] = folders;
    await writePredictions(folder, Float32Array.from([0.1, 0.1, 0.8, 0.3, 0.4, 0.3, 0.2, 0.2, 0.6]), 'validation');
    const withTemperature = await handlers.judge(folders, 0.003, signal);
    expect(withTemperature).not.toBe(first);
    expect(withTemperature.groups[0]?.temperature?.temperature).toBeGreaterThan(0);
    expect(withTemperature.groups[1]?.temperature).toBeNull();
  });

  it('are left out with the reason when something of them is gone', async () => {
    const folders = [await storeRun('ann', 2), await storeRun('cnn', 5), await storeRun('vgg', 4)];
    rmSync(path.join(folders[0] ?? '', 'predictions.bin'));
    truncateSync(path.join(folders[1] ?? '', 'predictions.bin'), 8);
    const nowhere = path.join(temporary.path, 'nowhere');
    const { groups, leftOut } = await handlers.judge([...folders, nowhere], 0.003, signal);
    expect(groups.map(({ title }) => title)).toEqual(['vgg']);
    expect(leftOut.map(({ modelName, reason }) => [modelName, reason])).toEqual([
      ['ann', 'no-predictions'],
      ['cnn', 'no-predictions'],
      [nowhere, 'no-predictions'],
    ]);
    expect(leftOut[0]?.message).toMatch(/^ann is not judged: the run has no stored predictions/);
    expect(leftOut[1]?.message).toContain('has 8 bytes');
  });

  it('are given up when nobody waits any more', async () => {
    const folders = [await storeRun('ann', 2), await storeRun('cnn', 5)];
    const controller = new AbortController();
    const judging = handlers.judge(folders, 0.003, controller.signal);
    controller.abort(new Error('thought better of it'));
    await expect(judging).rejects.toThrow('thought better of it');
    expect((await handlers.judge(folders, 0.003, signal)).groups).toHaveLength(2);
  });

  it('fail with what is wrong when the worker cannot begin', async () => {
    const broken = new JudgeHandlers(shelf, path.join(temporary.path, 'none.cjs'));
    await expect(broken.judge([await storeRun('ann', 2)], 0.003, signal)).rejects.toThrow(/none\.cjs/);
    broken.dispose();
  });

  it('are scored without test images in doubt, and anew when a person says something of one', async () => {
    const folders = [await storeRun('ann', 4), await storeRun('cnn', 5)];
    const root = path.dirname(folders[0] ?? '');
    expect(await handlers.honestScores(folders, 0.003, signal)).toBeNull();
    const { name, checksum } = await loadDataset(`idx:${path.join(temporary.path, 'images')}`);
    await writeFindings(root, {
      kind: 'duplicates',
      dataset: { name, checksum },
      time: 1,
      exact: [{ first: { split: 'train', image: 0 }, second: { split: 'test', image: 4 }, sameLabel: true }],
      near: [],
      similarity: 0.99,
      isCut: false,
    });
    const found = await handlers.honestScores(folders, 0.003, signal);
    // Image 4 is what the one has right and the other has not.
    expect(
      found?.views.map(({ view, leftOut, models }) => [view, leftOut, models.map((model) => model.accuracy.value)]),
    ).toEqual([
      ['raw', 0, [4 / 6, 5 / 6]],
      ['leakFree', 1, [4 / 5, 4 / 5]],
    ]);
    expect(found).toEqual(await scoreHere(folders, 0.003, signal));
    expect(await handlers.honestScores(folders, 0.003, signal)).toBe(found);
    const word = { split: 'test', image: 5, verdict: 'relabel', label: 0, by: 'me', time: 2 } as const;
    await addJudgements(root, checksum, [word]);
    const judged = await handlers.honestScores(folders, 0.003, signal);
    expect(judged?.views.map(({ view, relabelled }) => [view, relabelled])).toEqual([
      ['raw', 0],
      ['leakFree', 0],
      ['judged', 1],
    ]);
    // Both took that boot for a 0, and were called wrong.
    expect(judged?.views[2]?.models.map(({ accuracy }) => accuracy.value)).toEqual([5 / 6, 1]);
  });
});
