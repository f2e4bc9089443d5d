import { NO_PREDICTION } from '../metrics/prediction.js';
import { benjaminiHochberg } from '../statistics/benjaminiHochberg.js';
import { normalTwoSided } from '../statistics/chiSquareTail.js';
import { crossedTest, withinImage } from '../statistics/crossedTest.js';
import { mcNemar } from '../statistics/mcNemar.js';
import { tangoInterval } from '../statistics/tangoInterval.js';
import { type Interval, Z_95 } from '../statistics/wilsonInterval.js';
import { SEEDS_FOR_SPREAD } from './groupFigures.js';
import type { ReadyRun } from './judgedRun.js';
import type { CellDifference, ClassDifference, ExploratoryDifferences } from './judgement.js';
import { SEEDS_FOR_PAIRING } from './runPairs.js';

/** Of the differences that are called notable, so many may be false in expectation. */
export const FALSE_DISCOVERY_RATE = 0.1;

/** How often images of a class go to a cell in one model and not in the other. */
interface CellTally {
  /** In pairs of one run each: images only in the first's cell, and only in the second's. */
  left: number;
  entered: number;
  /** Over the images of the class: Σ of the differences of shares, of their squares, of the seeds' part (`withinImage`). */
  sum: number;
  squares: number;
  within: number;
}

/**
 * In which classes and cells two models differ. A cell (true class, predicted class) is a fraction of its class's images, as
 * recall is, which is the diagonal's: all are tested the same way, by the pair's own method. `isPaired`: the runs of both
 * have the same seeds, in that order.
 */
export function exploratoryDifferences(
  from: readonly ReadyRun[],
  to: readonly ReadyRun[],
  supports: readonly number[],
  isPaired: boolean,
): ExploratoryDifferences {
  const classCount = supports.length;
  const tallies = tallyCells(from, to, classCount, isPaired);
  const bySeed =
    from.length === 1 && to.length === 1
      ? undefined
      : { first: from.map((run) => cellCounts(run, classCount)), second: to.map((run) => cellCounts(run, classCount)) };
  const test = (cell: number, tally: CellTally) => {
    const count = supports[Math.floor(cell / classCount)] ?? 0;
    if (bySeed === undefined) return pairedTest(tally, count);
    const shares = (counts: readonly Uint32Array[]) => counts.map((of) => (of[cell] ?? 0) / count);
    const areTestedPaired = isPaired && from.length >= SEEDS_FOR_PAIRING;
    return seedsTest(tally, count, shares(bySeed.first), shares(bySeed.second), areTestedPaired);
  };
  const classes = supports.map((count, classIndex) => {
    const cell = classIndex * classCount + classIndex;
    const tally = tallies.get(cell) ?? emptyTally();
    const tested = count === 0 ? null : test(cell, tally);
    return {
      classIndex,
      count,
      difference: count === 0 ? null : tally.sum / count,
      interval: tested?.interval ?? null,
      fixed: tally.entered,
      broken: tally.left,
      p: tested?.p ?? 1,
    };
  });
  const cells = [...tallies].map(([cell, tally]) => ({
    trueClass: Math.floor(cell / classCount),
    predictedClass: cell % classCount,
    difference: tally.sum,
    p: test(cell, tally).p,
  }));
  return {
    classes: marked<ClassDifference>(classes),
    // Most cells of most pairs say nothing, and are not worth their way to the page.
    cells: marked<CellDifference>(cells).filter(({ p }) => p <= FALSE_DISCOVERY_RATE),
  };
}

function marked<T extends { readonly p: number; readonly adjustedP: number; readonly isNotable: boolean }>(
  differences: readonly Omit<T, 'adjustedP' | 'isNotable'>[],
): T[] {
  const adjusted = benjaminiHochberg(differences.map((of) => of['p' as keyof typeof of] as number));
  return differences.map((of, index) => {
    const adjustedP = adjusted[index] ?? 1;
    return { ...of, adjustedP, isNotable: adjustedP <= FALSE_DISCOVERY_RATE } as unknown as T;
  });
}

function emptyTally(): CellTally {
  return { left: 0, entered: 0, sum: 0, squares: 0, within: 0 };
}

/** By the cell's number, `trueClass × classCount + predictedClass`: only cells in which something changes. */
function tallyCells(
  from: readonly ReadyRun[],
  to: readonly ReadyRun[],
  classCount: number,
  isPaired: boolean,
): ReadonlyMap<number, CellTally> {
  const tallies = new Map<number, CellTally>();
  const tallyOf = (cell: number): CellTally => {
    const tally = tallies.get(cell) ?? emptyTally();
    tallies.set(cell, tally);
    return tally;
  };
  const [first, second] = [from.map(({ samples }) => samples.predicted), to.map(({ samples }) => samples.predicted)];
  const labels = from[0]?.samples.labels ?? new Uint16Array(0);
  const all = [...first, ...second];
  const [one, other] = [first[0], second[0]];
  const isSingle = all.length === 2;
  const areTestedPaired = isPaired && from.length >= SEEDS_FOR_PAIRING;
  for (let image = 0; image < labels.length; image += 1) {
    const start = (labels[image] ?? 0) * classCount;
    if (isSingle) {
      const [was, is] = [one?.[image] ?? NO_PREDICTION, other?.[image] ?? NO_PREDICTION];
      if (was === is) continue;
      if (was !== NO_PREDICTION) add(tallyOf(start + was), -1, 0, 0, 1);
      if (is !== NO_PREDICTION) add(tallyOf(start + is), 1, 0, 1, 0);
      continue;
    }
    const taken = all[0]?.[image];
    if (all.every((predicted) => predicted[image] === taken)) continue;
    for (const cell of new Set(all.map((predicted) => predicted[image] ?? NO_PREDICTION))) {
      if (cell === NO_PREDICTION) continue;
      const counts = countCell(first, second, image, cell);
      const within = withinImage(counts.first, counts.second, areTestedPaired ? counts.both : null);
      const difference = counts.second.right / second.length - counts.first.right / first.length;
      const { entered, left } = moves(counts, isPaired);
      add(tallyOf(start + cell), difference, within, entered, left);
    }
  }
  return tallies;
}

function add(tally: CellTally, difference: number, within: number, entered: number, left: number): void {
  tally.sum += difference;
  tally.squares += difference * difference;
  tally.within += within;
  tally.entered += entered;
  tally.left += left;
}

function countCell(first: readonly Int16Array[], second: readonly Int16Array[], image: number, cell: number) {
  const countOf = (columns: readonly Int16Array[]) => {
    let right = 0;
    for (const predicted of columns) if (predicted[image] === cell) right += 1;
    return { right, seeds: columns.length };
  };
  let both = 0;
  first.forEach((predicted, seed) => {
    if (predicted[image] === cell && second[seed]?.[image] === cell) both += 1;
  });
  return { first: countOf(first), second: countOf(second), both };
}

/** Means over pairs of runs: by seed, or each with each. */
function moves({ first, second, both }: ReturnType<typeof countCell>, isPaired: boolean) {
  if (isPaired) return { entered: (second.right - both) / second.seeds, left: (first.right - both) / first.seeds };
  const [was, is] = [first.right / first.seeds, second.right / second.seeds];
  return { entered: is * (1 - was), left: was * (1 - is) };
}

function pairedTest({ entered, left }: CellTally, count: number): { p: number; interval: Interval | null } {
  return { p: mcNemar(left, entered).exact, interval: tangoInterval(left, entered, count) };
}

function seedsTest(
  { sum, squares, within }: CellTally,
  count: number,
  first: readonly number[],
  second: readonly number[],
  isPaired: boolean,
): { p: number; interval: Interval | null } {
  if (count < 2) return { p: 1, interval: null };
  if (Math.min(first.length, second.length) >= SEEDS_FOR_SPREAD) {
    const { p, interval } = crossedTest({ count, sum, squares, within, first, second, isPaired });
    return { p, interval };
  }
  const difference = sum / count;
  const error = Math.sqrt(Math.max(0, squares / count - difference * difference) / (count - 1));
  if (error === 0) return { p: 1, interval: tangoInterval(0, 0, count) };
  const half = Z_95 * error;
  return { p: normalTwoSided(difference / error), interval: { low: difference - half, high: difference + half } };
}

function cellCounts({ samples }: ReadyRun, classCount: number): Uint32Array {
  const counts = new Uint32Array(classCount * classCount);
  samples.labels.forEach((label, image) => {
    const taken = samples.predicted[image] ?? NO_PREDICTION;
    if (taken === NO_PREDICTION) return;
    const cell = label * classCount + taken;
    counts[cell] = (counts[cell] ?? 0) + 1;
  });
  return counts;
}
