import type { ImageShape } from '../dataset.js';
import { Descriptors, MOST_AXES } from './descriptors.js';
import { PointGrid } from './pointGrid.js';
import { principalAxes } from './principalAxes.js';
import { correlation, type Move, readMoved, type SmallImages, smallImages } from './smallImages.js';

/** Two images count as nearly equal from this correlation of their pixels on, unless told otherwise. */
export const DEFAULT_SIMILARITY = 0.99;

/** Two images that are nearly the same, though not byte for byte. */
export interface NearPair {
  /** Numbers of images: the training images, then the test images. `first` is below `second`. */
  readonly first: number;
  readonly second: number;
  /** Correlation of the pixels of the first, moved, with those of the second, at most 1. */
  readonly similarity: number;
  readonly move: Move;
}

export interface NearDuplicates {
  /** The most alike first. */
  readonly pairs: readonly NearPair[];
  /** There are more: looking for them was given up. */
  readonly isCut: boolean;
}

/** Images that are compared, each with all others. */
export interface ComparedImages {
  readonly shape: ImageShape;
  /** One part after the other, with the bytes of as many images as it has. */
  readonly parts: readonly Uint8Array[];
}

export interface NearOptions {
  /** Least correlation, above 0 and at most 1. */
  readonly similarity?: number;
  /** Most pairs; default 20,000. */
  readonly most?: number;
  /** Called now and then: others get their turn; a rejection ends the search. */
  readonly breathe?: (done: number, total: number) => Promise<void>;
}

const MOST_PAIRS = 20_000;
/** Images between two breaths: a few tens of milliseconds. */
const BETWEEN_BREATHS = 100;

/**
 * One of each two opposite moves: who is not found by moving the one is found by moving the other. A mirrored image that is
 * moved to the left and mirrored back has been moved to the right.
 */
const moves: readonly Move[] = [
  ...[
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
    [1, -1],
  ].map(([x = 0, y = 0]) => ({ x, y, isMirrored: false })),
  ...[-1, 0, 1].map((x) => ({ x, y: 0, isMirrored: true })),
];

/**
 * Finds images that are nearly equal: after a move by at most one pixel in each direction, or mirrored and moved by at most
 * one pixel sideways, and whatever their brightness and contrast, their pixels correlate by at least `similarity`. Each move
 * of each image is looked up among the descriptors of all; no pair is lost by that, as descriptors are no further apart than
 * images are. Images of one colour, and pairs that are equal byte for byte, are left out.
 */
export async function findNearDuplicates(
  { shape, parts }: ComparedImages,
  { similarity = DEFAULT_SIMILARITY, most = MOST_PAIRS, breathe = async () => undefined }: NearOptions = {},
): Promise<NearDuplicates> {
  const sets = parts.map((part) => smallImages(part, shape));
  const places = sets.flatMap((set, part) => Array.from({ length: set.count }, (_, index) => ({ set, part, index })));
  const smallShape = sets[0]?.shape ?? shape;
  const total = (1 + moves.length) * places.length;
  const moved = new Float32Array(sizeOf(smallShape));
  const descriptors = axesOf(places, smallShape, moved);
  const { dimensions } = descriptors;
  const points = new Float32Array(places.length * dimensions);
  const lengths = new Float64Array(places.length);
  for (const [image, { set, index }] of places.entries()) {
    if (image % (BETWEEN_BREATHS * moves.length) === 0) await breathe(image, total);
    lengths[image] = readMoved(set, index, STILL, moved);
    descriptors.describe(moved, points, image * dimensions);
  }
  // |a − b|² = 2 − 2ab for vectors of length 1; a little more, for rounding.
  const grid = new PointGrid(points, dimensions, Math.sqrt(2 * (1 - similarity)) + 1e-4);
  const found = new Map<number, NearPair>();
  const query = new Float32Array(dimensions);
  // Images that are alike one after the other: what the one is held against is at hand for the next.
  for (const [done, image] of grid.order.entries()) {
    if (done % BETWEEN_BREATHS === 0) await breathe(places.length + done * moves.length, total);
    const place = places[image];
    if (lengths[image] === 0 || place === undefined) continue;
    for (const move of moves) {
      if (readMoved(place.set, place.index, move, moved) === 0) continue;
      descriptors.describe(moved, query);
      grid.within(query, (candidate) => {
        const other = places[candidate];
        const length = lengths[candidate] ?? 0;
        if (candidate === image || length === 0 || other === undefined) return;
        const product = correlation(moved, other.set, other.index, length);
        if (product < similarity) return;
        const key = Math.min(image, candidate) * places.length + Math.max(image, candidate);
        if (product <= (found.get(key)?.similarity ?? 0)) return;
        found.set(key, pairOf(image, candidate, product, move));
      });
    }
    if (found.size > 2 * most) break;
  }
  const equal = (first: number, second: number) => areEqual(places[first], places[second], parts, sizeOf(shape));
  const different = [...found.values()].filter(({ first, second }) => !equal(first, second));
  different.sort((a, b) => b.similarity - a.similarity || a.first - b.first || a.second - b.second);
  return { pairs: different.slice(0, most), isCut: different.length > most };
}

const STILL: Move = { x: 0, y: 0, isMirrored: false };
/** Images whose spread says along which axes all are described. */
const SAMPLED = 10_000;

/** Descriptors along the axes in which these very images differ most. */
function axesOf(places: readonly LookedUp[], shape: ImageShape, moved: Float32Array): Descriptors {
  const plain = new Descriptors(shape);
  const step = Math.max(1, Math.ceil(places.length / SAMPLED));
  const sample = places.filter((_, image) => image % step === 0);
  const frequencies = new Float32Array(sample.length * plain.frequencies);
  sample.forEach(({ set, index }, row) => {
    readMoved(set, index, STILL, moved);
    plain.transform(moved, frequencies, row * plain.frequencies);
  });
  return new Descriptors(shape, principalAxes(frequencies, plain.frequencies, MOST_AXES));
}

interface LookedUp {
  readonly set: SmallImages;
  readonly index: number;
}

/** Told as a move of the image that comes first. */
function pairOf(moved: number, still: number, similarity: number, move: Move): NearPair {
  if (moved < still) return { first: moved, second: still, similarity, move };
  // Mirrored: to undo it, go back and mirror, which turns left and right.
  const back = { x: move.isMirrored ? move.x : opposite(move.x), y: opposite(move.y), isMirrored: move.isMirrored };
  return { first: still, second: moved, similarity, move: back };
}

/** Without minus zero. */
function opposite(value: number): number {
  return value === 0 ? 0 : -value;
}

function sizeOf([height, width, channels]: ImageShape): number {
  return height * width * channels;
}

interface Place {
  readonly part: number;
  readonly index: number;
}

/** Byte for byte, at full size. */
function areEqual(
  one: Place | undefined,
  other: Place | undefined,
  parts: readonly Uint8Array[],
  size: number,
): boolean {
  const [first, second] = [parts[one?.part ?? -1], parts[other?.part ?? -1]];
  if (first === undefined || second === undefined) return false;
  for (let at = 0; at < size; at += 1)
    if (first[(one?.index ?? 0) * size + at] !== second[(other?.index ?? 0) * size + at]) return false;
  return true;
}
