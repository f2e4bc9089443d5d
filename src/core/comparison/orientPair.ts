import type { Figure, FlipCounts, JudgedPair, Judgement, PairVerdict, SeedTest, VerdictKind } from './judgement.js';

/** The pair of two groups as `to` against `from`, whichever way round it is kept; undefined where there is none. */
export function pairOf({ pairs }: Pick<Judgement, 'pairs'>, from: number, to: number): JudgedPair | undefined {
  for (const pair of pairs) {
    if (pair.from === from && pair.to === to) return pair;
    if (pair.from === to && pair.to === from) return reversed(pair);
  }
  return undefined;
}

/** The same pair seen from the other side. The verdict's words are the winner's, so they stay. */
export function reversed(pair: JudgedPair): JudgedPair {
  const { tests, exploratory } = pair;
  return {
    ...pair,
    from: pair.to,
    to: pair.from,
    difference: negated(pair.difference),
    interval: mirrored(pair.interval),
    twoWayInterval: pair.twoWayInterval === null ? null : mirrored(pair.twoWayInterval),
    flips: reversedFlips(pair.flips),
    tests: { ...tests, welch: reversedTest(tests.welch), pairedT: reversedTest(tests.pairedT) },
    verdict: reversedVerdict(pair.verdict),
    macroPrecision: reversedFigure(pair.macroPrecision),
    macroRecall: reversedFigure(pair.macroRecall),
    macroF1: reversedFigure(pair.macroF1),
    calibrationError: reversedFigure(pair.calibrationError),
    exploratory: {
      classes: exploratory.classes.map((of) => ({
        ...of,
        difference: of.difference === null ? null : negated(of.difference),
        interval: of.interval === null ? null : mirrored(of.interval),
        fixed: of.broken,
        broken: of.fixed,
      })),
      cells: exploratory.cells.map((cell) => ({ ...cell, difference: negated(cell.difference) })),
    },
  };
}

const opposite: Readonly<Record<VerdictKind, VerdictKind>> = {
  better: 'worse',
  worse: 'better',
  tie: 'tie',
  undecided: 'undecided',
};

function reversedVerdict(verdict: PairVerdict): PairVerdict {
  return { ...verdict, kind: opposite[verdict.kind] };
}

function reversedFlips(flips: FlipCounts): FlipCounts {
  return { ...flips, fixed: flips.broken, broken: flips.fixed };
}

function reversedFigure({ value, interval }: Figure): Figure {
  return {
    value: value === null ? null : negated(value),
    interval: interval === null ? null : mirrored(interval),
  };
}

function reversedTest(test: SeedTest | null): SeedTest | null {
  return test === null ? null : { ...test, t: negated(test.t), interval: mirrored(test.interval) };
}

function mirrored({ low, high }: { readonly low: number; readonly high: number }) {
  return { low: negated(high), high: negated(low) };
}

/** Without a minus zero, which equality in tests and JSON tell from zero. */
function negated(value: number): number {
  return value === 0 ? 0 : -value;
}
