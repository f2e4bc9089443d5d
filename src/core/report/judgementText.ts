import type { JudgedPair, Judgement } from '../comparison/judgement.js';
import { sequentialNotes } from '../comparison/sequentialNotes.js';
import { pText } from '../comparison/verdictWords.js';
import { formatFixed, formatPoints, printable } from '../format.js';

/** Pairs whose sentences are listed; of more models, those with the first. */
const MOST_PAIRS = 10;
/** Classes and cells of a pair that are named. */
const MOST_NAMED = 6;

/** What a judgement says, in lines for a person; printable. */
export interface JudgementText {
  /** The whole in a sentence; empty where nothing could be judged. */
  readonly verdict: string;
  /** A sentence for each pair, where there are more than two models. */
  readonly pairs: readonly string[];
  /** `Tier 1: cnn, cnn-small`; empty unless there are more than two models. */
  readonly tiers: readonly string[];
  /** Classes and cells that differ, to be read as hints; of two models. */
  readonly exploratory: readonly string[];
  /** What the intervals allow for, and which runs are left out. */
  readonly notes: readonly string[];
}

export function judgementText(judgement: Judgement): JudgementText {
  const { groups, pairs, tiers, sentence, leftOut } = judgement;
  const isWide = groups.length > 2;
  return {
    verdict: sentence,
    pairs: isWide ? pairLines(pairs) : [],
    tiers: isWide ? tiers.map((_, tier) => tierLine(judgement, tier)) : [],
    exploratory: pairs.length === 1 ? pairs.flatMap((pair) => exploratoryLines(pair, judgement.classNames)) : [],
    notes: [...methodNotes(judgement), ...leftOut.map(({ message }) => message)],
  };
}

function pairLines(pairs: readonly JudgedPair[]): string[] {
  if (pairs.length <= MOST_PAIRS) return pairs.map(({ verdict }) => verdict.sentence);
  const first = pairs.filter(({ from }) => from === 0);
  const further = `${pairs.length - first.length} further pairs are in the JSON.`;
  return [...first.map(({ verdict }) => verdict.sentence), further];
}

function tierLine({ groups, tiers }: Judgement, tier: number): string {
  const of = tiers[tier];
  const titles = (of?.groups ?? []).map((group) => {
    const overlaps = of?.overlapping.includes(group) === true ? '*' : '';
    return `${groups[group]?.title ?? ''}${overlaps}`;
  });
  return `Tier ${tier + 1}: ${titles.join(', ')}`;
}

/** "Recall of Shirt +6.1 points", "Shirt taken for Coat −61 images". */
export function exploratoryLines({ exploratory }: JudgedPair, classNames: readonly string[]): string[] {
  const nameOf = (index: number) => printable(classNames[index] ?? `class ${index}`);
  const classes = exploratory.classes
    .filter(({ isNotable }) => isNotable)
    .sort((a, b) => a.adjustedP - b.adjustedP)
    .map(({ classIndex, difference }) => `recall of ${nameOf(classIndex)} ${formatPoints(difference)} points`);
  const cells = exploratory.cells
    .filter(({ isNotable, trueClass, predictedClass }) => isNotable && trueClass !== predictedClass)
    .sort((a, b) => a.adjustedP - b.adjustedP)
    .map(({ trueClass, predictedClass, difference }) => {
      const text = formatFixed(Math.abs(difference), Number.isInteger(difference) ? 0 : 1);
      return `${nameOf(trueClass)} taken for ${nameOf(predictedClass)} ${difference < 0 ? '−' : '+'}${text} images`;
    });
  return [...listed('Classes', classes), ...listed('Mistakes', cells)];
}

function listed(title: string, texts: readonly string[]): string[] {
  if (texts.length === 0) return [];
  const more = texts.length > MOST_NAMED ? `; ${texts.length - MOST_NAMED} more` : '';
  return [
    `${title} that differ (exploratory, false discovery rate 10 %): ${texts.slice(0, MOST_NAMED).join('; ')}${more}`,
  ];
}

function methodNotes(judgement: Judgement): string[] {
  const { groups, pairs, tiers, cochran, margin, resamples } = judgement;
  if (groups.length === 0) return [];
  const notes = [
    `Intervals are 95 %: accuracies by Wilson, or over images and seeds from three seeds on; macro figures and ECE by ${resamples} class-stratified resamples of the test images. ECE is over 15 bins with equally many images.`,
  ];
  if (pairs.length > 0)
    notes.push(
      `Differences up to ${Number((margin * 100).toFixed(3))} points never make a winner; a tie has its whole interval inside that margin.`,
    );
  notes.push(...sequentialNotes(judgement));
  if (groups.length > 2)
    notes.push(
      'A tier holds the most accurate model that is left and all that it does not clearly beat' +
        `${tiers.some(({ overlapping }) => overlapping.length > 0) ? '; * cannot be told from a model of a lower tier either' : ''}.`,
    );
  if (cochran !== null)
    notes.push(
      `Cochran's Q over all models: ${formatFixed(cochran.q, 1)}, ${cochran.degreesOfFreedom} degrees of freedom, ${pText(cochran.p)}.`,
    );
  return notes;
}
