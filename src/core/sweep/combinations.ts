import { writeInline } from '../definition/edit.js';
import type { SweepDefinition } from '../definition/sweepOption.js';
import { allValues, type Dimension, drawnValue, valueCount } from './dimension.js';

/** A value for each dimension, in their order. */
export type Combination = readonly unknown[];

/** Draws in vain after which a range is believed to have no more values. */
const PATIENCE = 50;

/** How many combinations a sweep has of one model. Never more than there are; Infinity for ranges that are not counted. */
export function combinationCount(
  { trials }: Pick<SweepDefinition, 'trials'>,
  dimensions: readonly Dimension[],
): number {
  const all = dimensions.reduce(
    (product, dimension) => product * (trials === undefined ? allValues(dimension).length : valueCount(dimension)),
    1,
  );
  return trials === undefined ? all : Math.min(trials, all);
}

/**
 * The combinations of a sweep, none twice: all of them, the last dimension changing fastest; with `trials` so many drawn at
 * random, of which the first ones stay the same when there are more. May be fewer where a range has not so many values.
 */
export function combinationsOf(
  { trials, seed }: Pick<SweepDefinition, 'trials' | 'seed'>,
  dimensions: readonly Dimension[],
): Combination[] {
  if (trials === undefined)
    return dimensions.reduce<Combination[]>(
      (begun, dimension) => begun.flatMap((one) => allValues(dimension).map((value) => [...one, value])),
      [[]],
    );
  const wanted = combinationCount({ trials }, dimensions);
  const drawn = new Map<string, Combination>();
  for (let draw = 0, last = 0; drawn.size < wanted && draw - last <= PATIENCE * wanted; draw += 1) {
    const combination = dimensions.map((dimension) => drawnValue(dimension, seed, draw));
    const key = writeInline(combination);
    if (drawn.has(key)) continue;
    drawn.set(key, combination);
    last = draw;
  }
  return [...drawn.values()];
}
