import type { SeedPlan } from '../definition/definition.js';
import type { Interval } from '../statistics/wilsonInterval.js';

/**
 * What can be said of models that were tested on the same images, and how surely: plain data, which survives JSON and a
 * structured clone. Fractions are 0..1, differences −1..1, intervals 95 % unless it is said. `judge()` makes it.
 */
export interface Judgement {
  /** Images that all were tested on; 0 where nothing could be judged. */
  readonly testCount: number;
  readonly classNames: readonly string[];
  /** Differences up to this size do not matter to the person, 0..1. */
  readonly margin: number;
  /** Resamples behind the bootstrap intervals. */
  readonly resamples: number;
  /** One for each model, in the order of their first runs. */
  readonly groups: readonly JudgedGroup[];
  /** Each two of the groups once: `from` is before `to` in `groups`. `pairOf` (orientPair.ts) turns them as they are asked for. */
  readonly pairs: readonly JudgedPair[];
  /** Whether there is any difference among three models or more; null for fewer, and where a model has several seeds. */
  readonly cochran: CochranFigures | null;
  /** See `tiersOf`. The best first. */
  readonly tiers: readonly Tier[];
  /** Runs that were asked for and are in no group. */
  readonly leftOut: readonly LeftOutRun[];
  /** One sentence on the whole: the best, and whom it beats. Empty where nothing could be judged. */
  readonly sentence: string;
}

/** A run that cannot be judged with the others. */
export interface LeftOutRun {
  readonly runId: string;
  readonly modelName: string;
  /** `no-predictions`: not evaluated, or its predictions are gone; `other-images`: tested on others than the first. */
  readonly reason: 'no-predictions' | 'other-images';
  readonly message: string;
}

/** What an interval allows for: other test images, or other test images and other seeds. */
export type Coverage = 'images' | 'images-and-seeds';

/** A figure with bounds; null where there is nothing to divide by. */
export interface Figure {
  readonly value: number | null;
  readonly interval: Interval | null;
}

/** How `Figure`s of an accuracy came about. */
export interface AccuracyFigure extends Figure {
  /** `wilson`: of one run, or the mean of two; `crossed`: of three seeds or more, see `crossedInterval`. */
  readonly method: 'wilson' | 'crossed';
  readonly covers: Coverage;
  /** Sample standard deviation over seeds; null for one. */
  readonly seedDeviation: number | null;
  /** Of each run, in the order of `runIds`. */
  readonly bySeed: readonly number[];
}

/** A model with all its seeds. */
export interface JudgedGroup {
  readonly modelName: string;
  /** The model's name; with its runs' seed or number where two groups would have the same. */
  readonly title: string;
  /** Of one setup: groups of one setup are the same model (a seed that was trained twice starts another group). */
  readonly setup: string;
  readonly runIds: readonly string[];
  /** Of each run, in the order of `runIds`; null where it is not known. */
  readonly seeds: readonly (number | null)[];
  readonly accuracy: AccuracyFigure;
  /** Mean over seeds; intervals by the class-stratified bootstrap over images, the same resamples for all groups. */
  readonly macroPrecision: Figure;
  readonly macroRecall: Figure;
  readonly macroF1: Figure;
  /** Expected calibration error, 15 bins with equally many images. */
  readonly calibrationError: Figure;
  readonly brierScore: Figure;
  /** In nats. */
  readonly logLoss: Figure;
  /** What a temperature fitted on validation images would make of it; null where their predictions are not kept. */
  readonly temperature: TemperatureFigures | null;
  /** Recall of each class, in the order of the classes: mean over seeds, Wilson's interval. */
  readonly recalls: readonly Figure[];
  /** Images without a prediction (the output is not a number), mean over seeds. They count as wrong. */
  readonly unpredicted: number;
}

/** Of the first seed. */
export interface TemperatureFigures {
  /** Above 1: the model is surer than it should be. */
  readonly temperature: number;
  /** Of the test images, with that temperature. */
  readonly calibrationError: number | null;
  readonly logLoss: number;
  readonly brierScore: number;
}

/**
 * How the images move from one model to another. Counts of images; with several seeds means over pairs of runs: those with
 * the same seeds, or each with each where no seed is common.
 */
export interface FlipCounts {
  readonly bothRight: number;
  /** Wrong in `from`, right in `to`. */
  readonly fixed: number;
  /** Right in `from`, wrong in `to`. */
  readonly broken: number;
  /** Wrong in both, taken for different classes. */
  readonly wrongDifferently: number;
  /** Wrong in both, taken for the same class. */
  readonly wrongAlike: number;
}

/** Which interval and which test stand behind a pair. */
export type PairMethod =
  /** One seed each: Tango's score interval, McNemar's exact test. */
  | 'tango'
  /** One or two seeds: normal interval of the mean differences of the images. */
  | 'images'
  /** Three seeds or more for each: variances of images and of seeds added, Student's t. */
  | 'crossed'
  /** As `crossed`, seeds paired: both models were trained with the same ones (common random numbers), five or more. */
  | 'crossed-paired'
  /** Seeds were trained until models are told apart: at the level that is left to this look (`JudgedPair.sequential`). */
  | 'sequential';

/** P-values of a pair; null where a test does not apply. Two-sided. */
export interface PairTests {
  /** Of the verdict: `mcNemar` for one seed each, else of the pair's method. */
  readonly p: number;
  /** `p` after Holm's correction over all pairs; of a sequential one its own, after Bonferroni's over those of its kind. */
  readonly holm: number;
  /** McNemar's exact test and its mid-p variant; null unless each has one seed. */
  readonly mcNemar: number | null;
  readonly mcNemarMidP: number | null;
  /** Of the seeds' accuracies alone, on these very images; null unless each has three seeds or more. */
  readonly welch: SeedTest | null;
  /** Likewise, seed by seed; null unless both have three seeds in common. */
  readonly pairedT: SeedTest | null;
}

/** A t test of seeds' accuracies on the same images: its interval covers other seeds, not other images. */
export interface SeedTest {
  readonly t: number;
  readonly degreesOfFreedom: number;
  readonly p: number;
  readonly interval: Interval;
}

/** `to` against `from`. */
export interface JudgedPair {
  /** Indices into `groups`. */
  readonly from: number;
  readonly to: number;
  /** Accuracy of `to` less that of `from`. */
  readonly difference: number;
  readonly interval: Interval;
  readonly method: PairMethod;
  /** Where the seeds of both were trained by one plan. */
  readonly sequential: SequentialLook | null;
  /** The seeds of one of them were trained until it was told from others, which the interval does not allow for. */
  readonly ignoresStopping: boolean;
  readonly covers: Coverage;
  /** Percentile interval of the two-way bootstrap over images and seeds; null unless each has three seeds or more. */
  readonly twoWayInterval: Interval | null;
  readonly flips: FlipCounts;
  readonly tests: PairTests;
  readonly verdict: PairVerdict;
  /** Differences of the other figures, bootstrap intervals over images; in points 0..1 (calibration error likewise). */
  readonly macroPrecision: Figure;
  readonly macroRecall: Figure;
  readonly macroF1: Figure;
  readonly calibrationError: Figure;
  /** Exploratory: read as hints where to look. */
  readonly exploratory: ExploratoryDifferences;
}

/** The look at seeds that are trained until models are told apart (`sequentialStopping.ts`) by which a pair stands. */
export interface SequentialLook {
  readonly plan: SeedPlan;
  /** From 1; 0 before the first, and where too few seeds have a result of both: nothing is decided then. */
  readonly look: number;
  /** Seeds that had been trained. */
  readonly seeds: number;
  /** Of the interval, 0..1: all looks together, at all pairs of its kind, miss the truth in at most 5 % of comparisons. */
  readonly confidence: number;
  /** Pairs that share that chance: the models against the baseline, or all other pairs. */
  readonly pairCount: number;
  readonly isAgainstBaseline: boolean;
  /** No more seeds will be trained. */
  readonly isOver: boolean;
}

/** `better`: `to` is; `worse`: `from` is; `tie`: no difference that matters; `undecided`: not enough is known. */
export type VerdictKind = 'better' | 'worse' | 'tie' | 'undecided';

/** What is said of a pair. */
export interface PairVerdict {
  readonly kind: VerdictKind;
  /** The sentence's pieces, for whoever lays them out differently. All texts are printable. */
  readonly parts: VerdictParts;
  /** "CNN beats ANN by 2.4 points (95 % CI 1.9–2.9; …)". */
  readonly sentence: string;
}

export interface VerdictParts {
  /** The better one; of ties and undecided pairs the one ahead. */
  readonly winner: string;
  readonly loser: string;
  /** Points by which the winner is ahead, never negative, as text: "2.4". */
  readonly points: string;
  /** "1.9–2.9", seen from the winner. */
  readonly interval: string;
  /** Seen from the winner. */
  readonly fixed: number;
  readonly broken: number;
  /** "exact McNemar p < 1e-6". */
  readonly test: string;
  /** "1 seed each". */
  readonly seeds: string;
  /** What the interval leaves out or what to do about it; empty where there is nothing. */
  readonly advice: string;
  /** What would decide an undecided pair; null for others. */
  readonly needed: Needed | null;
}

/** What would decide a pair, if the difference stays as it is. */
export type Needed =
  /** `seeds` more for each model. `isGuess`: there are too few to know how much they vary. */
  | { readonly kind: 'seeds'; readonly seeds: number; readonly isGuess: boolean }
  /** More seeds alone cannot: there would have to be about so many test images. */
  | { readonly kind: 'images'; readonly images: number };

/** Cochran's Q. */
export interface CochranFigures {
  readonly q: number;
  readonly degreesOfFreedom: number;
  readonly p: number;
}

/** Models that share a place. */
export interface Tier {
  /** Indices into `groups`, the most accurate first: the first is the tier's leader, whom no member is clearly worse than. */
  readonly groups: readonly number[];
  /** Of them, those that are not clearly told from every model of the tiers below either; "not different" is not transitive. */
  readonly overlapping: readonly number[];
}

/** Which classes and cells differ, at a false discovery rate of 10 % (Benjamini and Hochberg) over the pair. */
export interface ExploratoryDifferences {
  /** For each class in order: recall of `to` less `from`. */
  readonly classes: readonly ClassDifference[];
  /** Cells of the confusion matrix whose own p is at most 10 %: no other can be notable. */
  readonly cells: readonly CellDifference[];
}

export interface ClassDifference {
  readonly classIndex: number;
  /** Images of the class. */
  readonly count: number;
  /** Null for a class without images, as the interval. */
  readonly difference: number | null;
  readonly interval: Interval | null;
  /** Means over pairs of runs, as in `FlipCounts`. */
  readonly fixed: number;
  readonly broken: number;
  readonly p: number;
  /** Adjusted for the number of classes. */
  readonly adjustedP: number;
  readonly isNotable: boolean;
}

export interface CellDifference {
  readonly trueClass: number;
  readonly predictedClass: number;
  /** Images in the cell: `to` less `from`, mean over seeds. */
  readonly difference: number;
  readonly p: number;
  /** Adjusted for the number of cells in which any image changed. */
  readonly adjustedP: number;
  readonly isNotable: boolean;
}
