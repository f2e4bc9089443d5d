import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Dataset, describeDataset } from '../../src/core/dataset.js';
import { cifarFolder } from '../../src/datasets/cifarFolder.js';
import type { DatasetOptions, DatasetProvider } from '../../src/datasets/datasetProvider.js';
import { fashionMnist, fashionMnistPlaces, fashionMnistSet } from '../../src/datasets/fashionMnist.js';
import { idxFolder } from '../../src/datasets/idxFolder.js';
import { imageFolder } from '../../src/datasets/imageFolder.js';
import { datasetProviders } from '../../src/datasets/index.js';
import { createPublishedProvider } from '../../src/datasets/publishedProvider.js';
import { makeCifarSet, writeCifar10, writeCifar100 } from '../support/cifarFixture.js';
import { makeIdxParts, writeIdxParts } from '../support/idxFixture.js';
import { writeImageFolder } from '../support/imageFolderFixture.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const folder = useTemporaryFolder();
const hasFullSet = existsSync(fashionMnistPlaces.systemFolder);
const noOptions: DatasetOptions = { environment: {} };

/** Fashion-MNIST on a machine that has nothing. */
const embedded = createPublishedProvider(fashionMnistSet, { ...fashionMnistPlaces, systemFolder: '/nowhere' });

/** CIFAR-10 as it is found, but for its size. */
const tinyCifar = makeCifarSet('cifar-10');

interface Case {
  readonly name: string;
  readonly provider: DatasetProvider;
  /** Makes the id, and the files if there are none yet. */
  id(): string;
  /** Why it cannot be checked here. */
  readonly skip?: string | false;
}

const cases: readonly Case[] = [
  { name: 'Fashion-MNIST, embedded sample', provider: embedded, id: () => 'fashion-mnist' },
  {
    name: 'Fashion-MNIST, full set',
    provider: fashionMnist,
    id: () => 'fashion-mnist',
    skip: !hasFullSet && `${fashionMnistPlaces.systemFolder} is not there: install dataset-fashion-mnist`,
  },
  { name: 'IDX folder, grey', provider: idxFolder, id: () => `idx:${writeIdxParts(folder.path, makeIdxParts())}` },
  {
    name: 'IDX folder, colour',
    provider: idxFolder,
    id: () => `idx:${writeIdxParts(join(folder.path, 'rgb'), makeIdxParts({ shape: [3, 2, 3] }))}`,
  },
  {
    name: 'CIFAR-10, published archive',
    provider: tinyCifar.provider,
    id: () => tinyCifar.write(join(folder.path, 'cache', 'datasets', 'cifar-10')),
  },
  { name: 'CIFAR-10 folder', provider: cifarFolder, id: () => `cifar:${writeCifar10(join(folder.path, 'cifar'))}` },
  { name: 'CIFAR-100 folder', provider: cifarFolder, id: () => `cifar:${writeCifar100(join(folder.path, 'cifar'))}` },
  { name: 'image folder', provider: imageFolder, id: () => `images:${writeImageFolder(join(folder.path, 'images'))}` },
  {
    name: 'image folder, grey',
    provider: imageFolder,
    id: () => `images:${writeImageFolder(join(folder.path, 'images'), 5, true)}`,
  },
];

describe.each(cases)('dataset contract: $name', ({ provider, id, skip }) => {
  const load = async (): Promise<Dataset> => provider.load(id(), options());
  const options = (): DatasetOptions => ({ ...noOptions, cacheRoot: join(folder.path, 'cache') });

  it('fits together', async (context) => {
    if (skip) return context.skip(skip);
    const dataset = await load();
    const [height, width, channels] = dataset.imageShape;
    expect([1, 3]).toContain(channels);
    expect(dataset.name).not.toBe('');
    expect(dataset.checksum).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(dataset.classNames).size).toBe(dataset.classNames.length);
    for (const { count, images, labels } of [dataset.train, dataset.test]) {
      expect(count).toBeGreaterThan(0);
      expect(images.length).toBe(count * height * width * channels);
      expect(labels.length).toBe(count);
      expect(labels.every((label) => label < dataset.classNames.length)).toBe(true);
      expect(Object.getPrototypeOf(images)).toBe(Uint8Array.prototype);
    }
  });

  it('gives the same when it is read part by part', async (context) => {
    if (skip) return context.skip(skip);
    if (provider.open === undefined) return expect(provider.describesUnread).toBe(false);
    const dataset = await load();
    const opened = await provider.open(id(), options());
    expect(opened.description).toEqual(describeDataset(dataset));
    expect(opened.licence).toBe(dataset.licence);
    for (const split of ['train', 'test'] as const) {
      const { images, labels } = dataset[split];
      expect(Buffer.compare(await opened.images(split), images)).toBe(0);
      expect(await opened.labels(split)).toEqual(labels);
    }
  });

  it('answers to its id and is found in the registry by it', (context) => {
    if (skip) return context.skip(skip);
    expect(provider.matches(id())).toBe(true);
    expect(datasetProviders.filter((candidate) => candidate.matches(id())).length).toBe(1);
    expect(provider.normalize(provider.normalize(id()))).toBe(provider.normalize(id()));
  });

  it('is described as it is, and loads the same twice', async (context) => {
    if (skip) return context.skip(skip);
    const dataset = await load();
    expect(dataset.id).toBe(provider.normalize(id()));
    expect(await provider.describe(id(), options())).toEqual(describeDataset(dataset));
    const again = await load();
    expect(again.checksum).toBe(dataset.checksum);
    expect(Buffer.compare(again.train.images, dataset.train.images)).toBe(0);
  });

  it('stops when told to', async (context) => {
    if (skip) return context.skip(skip);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(provider.load(id(), { ...options(), signal })).rejects.toThrow('enough');
  });
});
