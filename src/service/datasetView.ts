import { countLabels } from '../datasets/classCounts.js';
import { type DuplicatePair, type Duplicates, findDuplicates } from '../datasets/duplicates.js';
import { chooseSamples, type SplitName } from '../datasets/sampleImages.js';
import { type DatasetView, type DuplicateImages, imagesAtOnce, type Split } from '../protocol/samples.js';
import type { ShelvedDataset } from './datasetShelf.js';
import { readImageBatch } from './imageBatch.js';
import { partOf } from './runImages.js';

/** Of each class; the same ones every time. */
const SAMPLES_PER_CLASS = 10;
const SEED = 0;
const SHOWN_PAIRS = 100;
/** Datasets whose duplicates are remembered: to look for them takes up to a second. */
const MAXIMUM_REMEMBERED = 8;

/** By checksum. */
const remembered = new Map<string, Duplicates>();

/** What a person wants to know of a dataset; of a run's, with its splits: the numbers of their images. @throws DatasetError */
export async function datasetView(
  dataset: ShelvedDataset,
  imagesOf?: (split: Split) => Uint32Array,
): Promise<DatasetView> {
  const { description, licence } = dataset;
  const [train, test] = await Promise.all([dataset.labels('train'), dataset.labels('test')]);
  const labels = { train: { labels: train }, test: { labels: test } };
  const names = imagesOf === undefined ? (['train', 'test'] as const) : (['train', 'validation', 'test'] as const);
  const splits = names.map((split) => {
    const classCounts = countLabels(labels[partOf(split)].labels, description.classNames.length, imagesOf?.(split));
    return { split, count: classCounts.reduce((sum, count) => sum + count, 0), classCounts };
  });
  return {
    dataset: description,
    ...(licence === undefined ? {} : { licence }),
    splits,
    samples: await samplesOf(dataset, labels),
    duplicates: await duplicatesOf(dataset),
  };
}

async function samplesOf(
  dataset: ShelvedDataset,
  labels: Readonly<Record<SplitName, { readonly labels: Uint8Array }>>,
): Promise<DatasetView['samples']> {
  const { classNames, imageShape } = dataset.description;
  const [height, width, channels] = imageShape;
  const most = Math.floor(imagesAtOnce({ height, width, channels }) / Math.max(1, classNames.length));
  const perClass = Math.min(SAMPLES_PER_CLASS, most);
  const byClass = chooseSamples({ classNames, ...labels }, { split: 'train', perClass, seed: SEED });
  return { byClass, batch: await readImageBatch(dataset, 'train', byClass.flat()) };
}

async function duplicatesOf(dataset: ShelvedDataset): Promise<DatasetView['duplicates']> {
  const { checksum, imageShape } = dataset.description;
  const known = remembered.get(checksum);
  const found = known ?? findDuplicates({ imageShape, train: await part('train'), test: await part('test') });
  remembered.delete(checksum);
  remembered.set(checksum, found);
  for (const other of [...remembered.keys()].slice(0, -MAXIMUM_REMEMBERED)) remembered.delete(other);
  return { train: summarize(found.train), test: summarize(found.test), across: summarize(found.across) };

  async function part(split: 'train' | 'test') {
    const [images, labels] = await Promise.all([dataset.images(split), dataset.labels(split)]);
    return { count: labels.length, images, labels };
  }
}

function summarize(pairs: readonly DuplicatePair[]): DuplicateImages {
  const contradicting = pairs.filter(({ sameLabel }) => !sameLabel);
  const others = pairs.filter(({ sameLabel }) => sameLabel);
  return {
    count: pairs.length,
    contradicting: contradicting.length,
    pairs: [...contradicting, ...others].slice(0, SHOWN_PAIRS),
  };
}
