import type { Dataset, LabelledImages } from '../core/dataset.js';
import type { DuplicateFindings, FoundPair, ImagePlace } from '../core/honesty/findings.js';
import { DEFAULT_SIMILARITY, findNearDuplicates, type NearOptions } from '../core/honesty/nearDuplicates.js';
import { type DuplicatePair, findDuplicates } from './duplicates.js';

/** The part of a dataset that is looked through. */
export type CheckedImages = Pick<Dataset, 'name' | 'checksum' | 'imageShape'> & {
  readonly train: LabelledImages;
  readonly test: LabelledImages;
};

/** Looks for images that are in a dataset more than once, exactly or nearly. Some tens of seconds for 70,000 small images. */
export async function checkImages(
  dataset: CheckedImages,
  options: NearOptions & { readonly time: number },
): Promise<DuplicateFindings> {
  const { name, checksum, imageShape, train, test } = dataset;
  const exact = findDuplicates(dataset);
  const near = await findNearDuplicates({ shape: imageShape, parts: [train.images, test.images] }, options);
  const placeOf = (image: number): ImagePlace =>
    image < train.count ? { split: 'train', image } : { split: 'test', image: image - train.count };
  const labelOf = ({ split, image }: ImagePlace) => dataset[split].labels[image];
  return {
    kind: 'duplicates',
    dataset: { name, checksum },
    time: options.time,
    exact: [
      ...exact.across.map((pair) => foundPair(pair, 'train', 'test')),
      ...exact.train.map((pair) => foundPair(pair, 'train', 'train')),
      ...exact.test.map((pair) => foundPair(pair, 'test', 'test')),
    ],
    near: near.pairs.map(({ first, second, similarity, move }): FoundPair => {
      const places = [placeOf(first), placeOf(second)] as const;
      const isMoved = move.x !== 0 || move.y !== 0 || move.isMirrored;
      return {
        first: places[0],
        second: places[1],
        sameLabel: labelOf(places[0]) === labelOf(places[1]),
        similarity,
        ...(isMoved ? { move } : {}),
      };
    }),
    similarity: options.similarity ?? DEFAULT_SIMILARITY,
    isCut: near.isCut,
  };
}

function foundPair(
  { first, second, sameLabel }: DuplicatePair,
  split: ImagePlace['split'],
  otherSplit: ImagePlace['split'],
): FoundPair {
  return { first: { split, image: first }, second: { split: otherSplit, image: second }, sameLabel };
}
