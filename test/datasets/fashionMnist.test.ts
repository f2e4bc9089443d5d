import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { countClasses } from '../../src/datasets/classCounts.js';
import { dataFolder } from '../../src/datasets/dataFolder.js';
import { findDuplicates } from '../../src/datasets/duplicates.js';
import { fashionMnist, fashionMnistPlaces, fashionMnistSet } from '../../src/datasets/fashionMnist.js';
import { idxParts, usualNames } from '../../src/datasets/idxSet.js';
import { createPublishedProvider } from '../../src/datasets/publishedProvider.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const folder = useTemporaryFolder();
const options = () => ({ environment: {}, cacheRoot: folder.path });
const embedded = createPublishedProvider(fashionMnistSet, { ...fashionMnistPlaces, systemFolder: '/nowhere' });
const sampleFolder = join(dataFolder(), 'fashion-mnist');
const fullSetMissing =
  !existsSync(fashionMnistPlaces.systemFolder) &&
  `${fashionMnistPlaces.systemFolder} is not there: install dataset-fashion-mnist`;

describe('the embedded sample', () => {
  it('has 600 training and 100 test images of each class, none of them twice', async () => {
    const dataset = await embedded.load('fashion-mnist', options());
    expect(dataset.name).toBe('Fashion-MNIST (embedded sample)');
    expect(dataset.source).toEqual({ kind: 'embedded', location: sampleFolder, isSample: true });
    expect(countClasses(dataset)).toEqual(fashionMnistSet.classNames.map((name) => ({ name, train: 600, test: 100 })));
    expect(findDuplicates(dataset)).toEqual({ train: [], test: [], across: [] });
  });

  it('takes less than 4 MB and is documented with its checksums and its licence', () => {
    const bytes = readdirSync(sampleFolder).reduce((sum, name) => sum + statSync(join(sampleFolder, name)).size, 0);
    expect(bytes).toBeLessThan(4_000_000);
    const readme = readFileSync(join(sampleFolder, 'README.md'), 'utf8');
    for (const part of idxParts) {
      const { sha256, bytes: size, compressedBytes } = fashionMnistSet.sample[part];
      expect(readme).toContain(`| \`${usualNames[part]}\` | \`${sha256}\` | ${size.toLocaleString('en')} |`);
      expect(statSync(join(sampleFolder, usualNames[part])).size).toBe(compressedBytes);
    }
    expect(readFileSync(join(sampleFolder, 'LICENSE'), 'utf8')).toContain('Zalando SE');
  });

  it('is what the script makes of the full set', (context) => {
    if (fullSetMissing) return context.skip(fullSetMissing);
    const script = join(sampleFolder, 'make-sample.mjs');
    execFileSync(process.execPath, [script, fashionMnistPlaces.systemFolder, folder.path]);
    for (const name of Object.values(usualNames)) {
      const made = gunzipSync(readFileSync(join(folder.path, name)));
      expect(made.equals(gunzipSync(readFileSync(join(sampleFolder, name))))).toBe(true);
    }
  });
});

describe('the full set', () => {
  if (fullSetMissing) console.warn(`SKIPPED: tests on all 70,000 images: ${fullSetMissing}`);

  it('has 6,000 training and 1,000 test images of each class, none of them twice', async (context) => {
    if (fullSetMissing) return context.skip(fullSetMissing);
    const dataset = await fashionMnist.load('fashion-mnist', options());
    expect(dataset.source).toEqual({ kind: 'system', location: fashionMnistPlaces.systemFolder, isSample: false });
    expect(countClasses(dataset)).toEqual(
      fashionMnistSet.classNames.map((name) => ({ name, train: 6000, test: 1000 })),
    );
    // Duplicates were reported of the first release; its authors replaced them and shuffled the set before these files.
    expect(findDuplicates(dataset)).toEqual({ train: [], test: [], across: [] });
  });

  it('shows copies that are put in, as many as were reported of its first release: 43 in train, 1 in test, 10 across', async (context) => {
    if (fullSetMissing) return context.skip(fullSetMissing);
    const { train, test, imageShape } = await fashionMnist.load('fashion-mnist', options());
    const size = imageShape[0] * imageShape[1];
    const copy = (from: typeof train, image: number, to: typeof train, place: number) =>
      to.images.set(from.images.subarray(image * size, (image + 1) * size), place * size);
    // So many were reported (issue 44 of zalandoresearch/fashion-mnist, August 2017). At places of our own: those that were
    // reported are other images since the set was shuffled.
    for (let pair = 0; pair < 43; pair += 1) copy(train, 601 + 500 * pair, train, 39_865 + 400 * pair);
    copy(test, 6334, test, 8569);
    for (let pair = 0; pair < 10; pair += 1) copy(train, 3763 + 1000 * pair, test, 300 + 600 * pair);
    const found = findDuplicates({ train, test, imageShape });
    expect([found.train.length, found.test.length, found.across.length]).toEqual([43, 1, 10]);
    expect(found.test).toEqual([{ first: 6334, second: 8569, sameLabel: test.labels[6334] === test.labels[8569] }]);
    expect(found.across[0]).toMatchObject({ first: 3763, second: 300 });
  });
});
