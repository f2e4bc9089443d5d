import {
  formatCount,
  formatFixed,
  formatPercent,
  formatQuantity,
  formatTime,
  printable,
} from '../../src/core/format.js';
import type { ImageJudgement } from '../../src/core/honesty/imageJudgements.js';
import type { DataCheck, JudgedWord, LikeImage, Question } from '../../src/protocol/dataChecks.js';

/** What a person can do with the question that is shown. */
export type JudgingAction =
  | { readonly kind: 'say'; readonly verdict: 'keep' | 'ambiguous' }
  | { readonly kind: 'say'; readonly verdict: 'relabel'; readonly label: number }
  | { readonly kind: 'undo' }
  | { readonly kind: 'move'; readonly by: number };

/** A word on an image; who said it and when, where that was not just now. */
type Said = Pick<ImageJudgement, 'verdict' | 'label'> & Partial<Pick<ImageJudgement, 'by' | 'time' | 'model'>>;

/** Where a person is in a queue of questions. Plain data; every change gives another. */
export interface Judging {
  readonly check: DataCheck;
  readonly at: number;
  /** The last word on each image, by `split number`. */
  readonly words: ReadonlyMap<string, Said>;
  /** Places of the questions that were answered here, the last at the end: what undo takes back. */
  readonly history: readonly number[];
}

/** Begins with the first question that nobody has answered. */
export function beginJudging(check: DataCheck): Judging {
  const words = new Map(check.judged.map((word) => [keyOf(word), word] as const));
  const open = check.questions.findIndex((question) => !words.has(keyOf(question)));
  return { check, at: Math.max(0, open), words, history: [] };
}

/** What a key means; undefined: nothing here. 1 to 9 and 0 are the first ten classes. */
export function actionOfKey(key: string, classCount: number): JudgingAction | undefined {
  switch (key) {
    case 'k':
      return { kind: 'say', verdict: 'keep' };
    case 'a':
      return { kind: 'say', verdict: 'ambiguous' };
    case 'u':
      return { kind: 'undo' };
    case 'ArrowRight':
    case 'ArrowDown':
      return { kind: 'move', by: 1 };
    case 'ArrowLeft':
    case 'ArrowUp':
      return { kind: 'move', by: -1 };
  }
  if (!/^\d$/.test(key)) return undefined;
  const label = (Number(key) + 9) % 10;
  return label < classCount ? { kind: 'say', verdict: 'relabel', label } : undefined;
}

/** What comes of an action, and the word that is to be kept. Giving an image the label that it has keeps it. */
export function act(judging: Judging, action: JudgingAction): { readonly next: Judging; readonly word?: JudgedWord } {
  const { check, at, words, history } = judging;
  const last = check.questions.length - 1;
  if (action.kind === 'move') return { next: { ...judging, at: Math.min(last, Math.max(0, at + action.by)) } };
  const place = action.kind === 'undo' ? history.at(-1) : at;
  const question = place === undefined ? undefined : check.questions[place];
  if (question === undefined || place === undefined) return { next: judging };
  const { split, image, finding } = question;
  const about = {
    split,
    image,
    finding,
    ...(check.judgedBy === '' || finding !== 'label' ? {} : { model: check.judgedBy }),
  };
  const changed = new Map(words);
  if (action.kind === 'undo') {
    changed.delete(keyOf(question));
    return {
      next: { ...judging, at: place, words: changed, history: history.slice(0, -1) },
      word: { ...about, verdict: 'undo' },
    };
  }
  const said =
    action.verdict === 'relabel' && action.label !== question.given
      ? { verdict: action.verdict, label: action.label }
      : { verdict: action.verdict === 'ambiguous' ? ('ambiguous' as const) : ('keep' as const) };
  changed.set(keyOf(question), said);
  const next = { ...judging, at: Math.min(last, at + 1), words: changed, history: [...history, place] };
  return { next, word: { ...about, ...said } };
}

/** What is shown of a question. */
export interface JudgingPage {
  readonly progress: string;
  readonly place: Question;
  readonly title: string;
  readonly given: string;
  readonly suggestion: string;
  /** What was said of it; empty where nobody has. */
  readonly word: string;
  readonly like: readonly (LikeImage & { readonly text: string })[];
  readonly classes: readonly {
    readonly label: number;
    readonly text: string;
    readonly isGiven: boolean;
    readonly isSaid: boolean;
  }[];
  readonly canUndo: boolean;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** The question that is shown, in words; undefined where there is none. */
export function judgingPage({ check, at, words, history }: Judging): JudgingPage | undefined {
  const question = check.questions[at];
  if (question === undefined) return undefined;
  const nameOf = (label: number) => printable(check.classNames[label] ?? `class ${label}`);
  const answered = check.questions.filter((each) => words.has(keyOf(each))).length;
  const word = words.get(keyOf(question));
  return {
    progress: `${formatCount(at + 1)} of ${check.isCut ? 'the first ' : ''}${formatCount(check.questions.length)}, ${formatCount(answered)} judged`,
    place: question,
    title: `${question.split === 'train' ? 'Training' : 'Test'} image ${formatCount(question.image)}: ${findingWords[question.finding]}`,
    given: `Labelled ${nameOf(question.given)}`,
    suggestion:
      question.suggested === undefined
        ? ''
        : `Rather ${nameOf(question.suggested)}, ${formatPercent(question.probability)}, says ${printable(check.judgedBy)}`,
    word: word === undefined ? '' : wordText(word, nameOf),
    like: question.like.map((image) => ({
      ...image,
      text: `${image.split} ${formatCount(image.image)}, ${nameOf(image.label)}, ${image.similarity === undefined ? 'equal' : formatFixed(image.similarity, 4)}`,
    })),
    classes: check.classNames.map((_, label) => ({
      label,
      text: nameOf(label),
      isGiven: label === question.given,
      isSaid: word?.verdict === 'relabel' && word.label === label,
    })),
    canUndo: history.length > 0,
    isFirst: at === 0,
    isLast: at === check.questions.length - 1,
  };
}

const findingWords: Readonly<Record<Question['finding'], string>> = {
  label: 'is the label wrong?',
  duplicate: 'is there twice',
  'near-duplicate': 'is nearly another',
};

function wordText({ verdict, label, by, time, model }: Said, nameOf: (label: number) => string): string {
  const said = verdict === 'relabel' ? nameOf(label ?? 0) : verdict === 'ambiguous' ? 'ambiguous' : 'the label is kept';
  const origin = by === undefined || time === undefined ? '' : `, by ${printable(by)}, ${formatTime(time)}`;
  return `Judged: ${said}${origin}${model === undefined ? '' : `, asked by ${printable(model)}`}`;
}

/** What has been looked for in a dataset, and what was found. */
export function foundSentences({ repeated, suspected }: Pick<DataCheck, 'repeated' | 'suspected'>): string[] {
  return [
    repeated === null
      ? 'Nobody has looked for images that are nearly the same yet.'
      : `There twice: ${formatQuantity(repeated.leaks, 'leak')} between training and test images and ${formatQuantity(repeated.repeated, 'repeated image')}; nearly: ${formatQuantity(repeated.nearLeaks, 'leak')} and ${formatQuantity(repeated.nearRepeated, 'pair')}.`,
    suspected === null
      ? 'Nobody has checked the labels yet: a model judges images that it was not trained on.'
      : `Probably wrong: ${formatQuantity(suspected.train, 'training label')} and ${formatQuantity(suspected.test, 'test label')}.`,
  ];
}

function keyOf({ split, image }: Pick<Question, 'split' | 'image'>): string {
  return `${split} ${image}`;
}
