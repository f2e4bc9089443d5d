import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { AugmentMessage } from '../../src/runs/trainerMessages.js';
import { augmentedSamples } from '../../src/service/augmentedSamples.js';
import { DatasetShelf } from '../../src/service/datasetShelf.js';
import { RunImageFinder } from '../../src/service/runImages.js';
import { augmentImages } from '../../src/trainer/augmentImages.js';
import { makeIdxParts, writeIdxParts } from '../support/idxFixture.js';
import { storeImageRun } from '../support/imageRun.js';
import { modelText } from '../support/modelText.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();

async function samplesOf(...layers: readonly string[]) {
  const images = path.join(temporary.path, 'images');
  writeIdxParts(images, makeIdxParts());
  const folder = await storeImageRun(path.join(temporary.path, 'runs'), '20260101-120000-ann-s0-aaaa', `idx:${images}`);
  const output = '{ "type": "dense", "units": 3, "activation": "softmax" }';
  writeFileSync(path.join(folder, 'definition.model.jsonc'), modelText(...layers, '{ "type": "flatten" }', output));
  const shelf = new DatasetShelf();
  const asked: Omit<AugmentMessage, 'id'>[] = [];
  try {
    const run = await new RunImageFinder(shelf).find(folder);
    const samples = await augmentedSamples(run, async (task) => {
      asked.push(task);
      return { type: 'augmented', id: 1, ...(await augmentImages({ ...task, id: 1 })) };
    });
    return { asked, samples, train: await run.dataset.images('train') };
  } finally {
    shelf.dispose();
  }
}

it('gives nine variants of a training image of each class, those of a class together', async () => {
  const { samples, train } = await samplesOf('{ "type": "randomFlip", "mode": "horizontal" }');
  expect(samples).toMatchObject({ layers: ['randomFlip'], imageShape: [4, 5, 1], variants: 9 });
  expect(samples.classes.map(({ label, image }) => [label, image % 3])).toEqual([
    [0, 0],
    [1, 1],
    [2, 2],
  ]);
  samples.classes.forEach(({ image }, place) => {
    const own = train.subarray(image * 20, (image + 1) * 20);
    const mirrored = Uint8Array.from(own, (_, at) => own[Math.floor(at / 5) * 5 + 4 - (at % 5)] ?? 0);
    const seen = Array.from({ length: 9 }, (_, variant) => {
      const at = (place * 9 + variant) * 20;
      return samples.bytes.subarray(at, at + 20).join();
    });
    for (const each of seen) expect([own.join(), mirrored.join()]).toContain(each);
  });
});

it('asks no trainer where nothing is augmented', async () => {
  const { samples, asked } = await samplesOf('{ "type": "rescale", "scale": 0.004 }');
  expect(samples).toMatchObject({ layers: [], classes: [] });
  expect(asked).toEqual([]);
});
