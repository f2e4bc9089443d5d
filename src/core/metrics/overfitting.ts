import { formatPercent, formatPoints } from '../format.js';
import type { Evaluation, SplitMetrics } from './evaluation.js';

/** From this gap of accuracy between training and test images on, 3 points, it is called overfitting. */
export const OVERFITTING_GAP = 0.03;
/** … and from here on strong overfitting. */
export const STRONG_OVERFITTING_GAP = 0.1;
/** A model that gets fewer of its own training images right is called underfitting, unless its gap is strong. */
export const UNDERFITTING_ACCURACY = 0.8;

export type FitKind = 'overfitting' | 'underfitting' | 'balanced' | 'unknown';

/** What train, validation and test accuracy say about a fit. */
export interface FitReading {
  readonly kind: FitKind;
  /** Train − test accuracy, −1..1; null when one of them is not a number. */
  readonly gap: number | null;
  /** For people, in one or two sentences. */
  readonly sentence: string;
}

/**
 * Reads the gap between training and test accuracy. Overfitting: from `OVERFITTING_GAP` on (`STRONG_OVERFITTING_GAP` for
 * a model that is poor on its training images too) and above two standard errors of the difference of two proportions,
 * so that a small test set is not read into: such a gap is told, but called unknown. Underfitting: a train accuracy below `UNDERFITTING_ACCURACY` otherwise.
 * The thresholds are conventions for classifiers of about ten classes.
 */
export function readOverfitting(evaluation: Pick<Evaluation, 'train' | 'validation' | 'test'>): FitReading {
  const { train, validation, test } = evaluation;
  const gap = train.accuracy - test.accuracy;
  if (!Number.isFinite(gap))
    return { kind: 'unknown', gap: null, sentence: 'The fit cannot be read: an accuracy is missing.' };
  const kind = kindOf(gap, train, test);
  const isPerhapsChance = kind === 'balanced' && gap >= OVERFITTING_GAP;
  if (isPerhapsChance) {
    const sentence = `Not to be told: ${figuresOf(train, test, gap)}. On so few test images such a gap may be chance.`;
    return { kind: 'unknown', gap, sentence: `${sentence}${validationNote(validation, test)}` };
  }
  const name = kind === 'overfitting' && gap >= STRONG_OVERFITTING_GAP ? 'Strong overfitting' : names[kind];
  const figures = figuresOf(train, test, gap);
  return { kind, gap, sentence: `${name}: ${figures}.${meanings[kind]}${validationNote(validation, test)}` };
}

function figuresOf(train: SplitMetrics, test: SplitMetrics, gap: number): string {
  return `${formatPercent(train.accuracy)} of the training images right, ${formatPercent(test.accuracy)} of the test images (gap ${formatPoints(gap)} points)`;
}

const names = { overfitting: 'Overfitting', underfitting: 'Underfitting', balanced: 'Balanced' } as const;

const meanings = {
  overfitting: ' The model knows its training images better than the task.',
  underfitting: ' The model has not learned even its training images.',
  balanced: '',
} as const;

function kindOf(gap: number, train: SplitMetrics, test: SplitMetrics): keyof typeof names {
  const isUnderfitting = train.accuracy < UNDERFITTING_ACCURACY;
  const threshold = isUnderfitting ? STRONG_OVERFITTING_GAP : OVERFITTING_GAP;
  if (gap >= threshold && gap > 2 * standardError(train, test)) return 'overfitting';
  return isUnderfitting ? 'underfitting' : 'balanced';
}

/** A word when validation images fared clearly otherwise than test images. */
function validationNote(validation: SplitMetrics | undefined, test: SplitMetrics): string {
  if (validation === undefined) return '';
  const difference = validation.accuracy - test.accuracy;
  const isClear = Math.abs(difference) > OVERFITTING_GAP && Math.abs(difference) > 2 * standardError(validation, test);
  if (!isClear) return '';
  return ` Validation accuracy (${formatPercent(validation.accuracy)}) is ${formatPoints(difference)} points from test accuracy: the two sets may not be alike.`;
}

/** Of the difference of two independent proportions. */
function standardError(a: SplitMetrics, b: SplitMetrics): number {
  const variance = ({ accuracy, count }: SplitMetrics) => (accuracy * (1 - accuracy)) / Math.max(1, count);
  return Math.sqrt(variance(a) + variance(b));
}
