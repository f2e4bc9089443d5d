import {
  count,
  finite,
  flag,
  isDeeperThan,
  listUpTo,
  Mismatch,
  nullable,
  object,
  oneOf,
  type Reader,
  textUpTo,
  whole,
} from '../run/readers.js';
import type { Move } from './smallImages.js';

/** Which of a dataset's images: its number among the training images, or among the test images. */
export interface ImagePlace {
  readonly split: 'train' | 'test';
  readonly image: number;
}

/** Two images that are the same, or nearly. */
export interface FoundPair {
  /** Of a pair across splits the training image. */
  readonly first: ImagePlace;
  readonly second: ImagePlace;
  /** False when the two are labelled differently. */
  readonly sameLabel: boolean;
  /** Correlation of pixels, at most 1; exactly equal images: absent. */
  readonly similarity?: number;
  /** How the first is to be moved to look like the second; absent where it is not. */
  readonly move?: Move;
}

/** Images that are in a dataset more than once. */
export interface DuplicateFindings {
  readonly kind: 'duplicates';
  readonly dataset: CheckedDataset;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Byte for byte: each image that repeats an earlier one is there once. */
  readonly exact: readonly FoundPair[];
  /** The most alike first; none of `exact`. */
  readonly near: readonly FoundPair[];
  /** Least correlation of `near`. */
  readonly similarity: number;
  /** There are more nearly equal pairs than are kept. */
  readonly isCut: boolean;
}

/** Labels that are probably wrong, and how that was found. */
export interface LabelFindings {
  readonly kind: 'labels';
  readonly dataset: CheckedDataset;
  readonly time: number;
  /** What judged. */
  readonly model: {
    readonly name: string;
    readonly folds: number;
    readonly seed: number;
    readonly runIds: readonly string[];
  };
  readonly train: SplitNoise;
  readonly test: SplitNoise;
}

export interface SplitNoise {
  /** Images that were judged. */
  readonly count: number;
  /** Share of them that was judged rightly, taking the labels for true. */
  readonly accuracy: number | null;
  /** Estimated share of wrong labels; null without images. */
  readonly noiseRate: number | null;
  /** The most suspicious first. */
  readonly suspects: readonly FoundSuspect[];
}

/** As `LabelSuspect`, by the image's number in its split. */
export interface FoundSuspect {
  readonly image: number;
  readonly given: number;
  readonly suggested: number;
  readonly probability: number;
  readonly selfConfidence: number;
  readonly margin: number;
}

/** Whose images they are. */
export interface CheckedDataset {
  readonly name: string;
  readonly checksum: string;
}

/** Everything that is known of a dataset's images. */
export interface DatasetFindings {
  readonly duplicates?: DuplicateFindings | undefined;
  readonly labels?: LabelFindings | undefined;
}

const MAXIMUM_IMAGES = 10_000_000;
const MAXIMUM_PAIRS = 200_000;
const DEEPEST = 12;
const name = textUpTo(1000);
const fraction: Reader<number> = (value, path) => {
  const read = finite(value, path);
  if (read >= 0 && read <= 1) return read;
  throw new Mismatch(`${path}: expected a number from 0 to 1, got ${read}`);
};
const image = whole(0, MAXIMUM_IMAGES);
const label = whole(0, 255);
const dataset = object({ name, checksum: textUpTo(200) });
const place = object({ split: oneOf('train', 'test'), image });
const pair: Reader<FoundPair> = object<
  Pick<FoundPair, 'first' | 'second' | 'sameLabel'>,
  Required<Pick<FoundPair, 'similarity' | 'move'>>
>(
  { first: place, second: place, sameLabel: flag },
  { similarity: fraction, move: object({ x: step, y: step, isMirrored: flag }) },
);
const pairs = listUpTo(MAXIMUM_PAIRS, pair);
const suspect = object({
  image,
  given: label,
  suggested: label,
  probability: fraction,
  selfConfidence: fraction,
  margin: fraction,
});
const noise = object({
  count,
  accuracy: nullable(fraction),
  noiseRate: nullable(fraction),
  suspects: listUpTo(MAXIMUM_IMAGES, suspect),
});
const duplicates: Reader<DuplicateFindings> = object({
  kind: oneOf('duplicates'),
  dataset,
  time: finite,
  exact: pairs,
  near: pairs,
  similarity: fraction,
  isCut: flag,
});
const labels: Reader<LabelFindings> = object({
  kind: oneOf('labels'),
  dataset,
  time: finite,
  model: object({ name, folds: whole(1, 1000), seed: count, runIds: listUpTo(1000, name) }),
  train: noise,
  test: noise,
});

/** Reads stored findings of one kind; undefined for what is something else, or of other images. Never throws. */
export function parseFindings<Kind extends 'duplicates' | 'labels'>(
  text: string,
  kind: Kind,
  checksum: string,
): NonNullable<DatasetFindings[Kind]> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (isDeeperThan(DEEPEST, value)) return undefined;
    const read = kind === 'duplicates' ? duplicates(value, '') : labels(value, '');
    return read.dataset.checksum === checksum ? (read as NonNullable<DatasetFindings[Kind]>) : undefined;
  } catch {
    return undefined;
  }
}

function step(value: unknown, path: string): -1 | 0 | 1 {
  if (value === -1 || value === 0 || value === 1) return value;
  throw new Mismatch(`${path}: expected -1, 0 or 1`);
}
