import { formatCount, formatPercent, formatQuantity } from '../../src/core/format.js';
import { NO_PREDICTION } from '../../src/core/metrics/prediction.js';
import type { ImageChange } from '../../src/core/samples/changedImages.js';
import type { Selection } from '../../src/protocol/page.js';
import type { ChangesFocus, ShownChanges } from './changesGallery.js';
import type { Gallery } from './galleryModel.js';
import { layerFocusText } from './layerGallery.js';

/** A step of the way to what is shown. */
export interface Crumb {
  /** Of a single run. */
  readonly letter?: string;
  readonly text: string;
  /** Where it leads; the last one leads nowhere. */
  readonly to?: 'run' | 'focus';
}

/** `cnn › Shirt → T-shirt › 41 images` */
export function crumbsOf(gallery: Gallery, focus: Selection['focus'], text: string): Crumb[] {
  const { runs, wrongIn, rightIn, images, isOfErrors, classNames, changes } = gallery;
  if (changes !== undefined && focus?.kind === 'changes')
    return changeCrumbs(changes, focus, images.length, gallery, text);
  const [first] = runs;
  const named = runs.length > 1 && wrongIn !== 'some' && wrongIn !== 'every' ? first : undefined;
  const one = named ?? (runs.length === 1 ? first : undefined);
  const right = runs.find(({ runId }) => runId === rightIn);
  const but = rightIn === 'others' ? ', right in the others' : right === undefined ? '' : `, right in ${right.name}`;
  const isNarrowed = focus !== undefined || text.trim() !== '';
  const who =
    one === undefined
      ? { text: `${wrongIn === 'every' ? 'Every run' : 'Any run'}${but}` }
      : { letter: one.letter, text: `${one.name}${but}` };
  const crumbs: Crumb[] = [isNarrowed ? { ...who, to: 'run' } : who];
  if (focus !== undefined) crumbs.push({ text: focusText(focus, classNames), to: 'focus' });
  if (text.trim() !== '') crumbs.push({ text: `“${text.trim()}”`, to: 'focus' });
  return [
    ...crumbs,
    {
      text: formatQuantity(
        images.length,
        isOfErrors || focus?.kind === 'layer' ? 'image' : 'image recognised',
        isOfErrors || focus?.kind === 'layer' ? 'images' : 'images recognised',
      ),
    },
  ];
}

const changeWords = {
  fixed: 'fixed',
  broken: 'broken',
  differently: 'wrong differently',
} as const satisfies Record<ImageChange, string>;

/** `A ann → B cnn › Shirt → T-shirt › 41 images fixed` */
function changeCrumbs(
  { from, to, change }: ShownChanges,
  focus: ChangesFocus,
  count: number,
  { classNames }: Pick<Gallery, 'classNames'>,
  text: string,
): Crumb[] {
  const cell = focusText(focus, classNames);
  const pair = { text: `${from.letter} ${from.name} → ${to.letter} ${to.name}` };
  return [
    cell === '' ? pair : { ...pair, to: 'run' },
    ...(cell === '' ? [] : [{ text: cell, to: 'focus' as const }]),
    ...(text.trim() === '' ? [] : [{ text: `“${text.trim()}”`, to: 'focus' as const }]),
    { text: formatQuantity(count, `image ${changeWords[change]}`, `images ${changeWords[change]}`) },
  ];
}

/** A cell or class in words; empty for all that changed between two runs. */
export function focusText(focus: NonNullable<Selection['focus']>, classNames: readonly string[]): string {
  if (focus.kind === 'layer') return layerFocusText(focus);
  if (focus.kind === 'class') return className(classNames, focus.classIndex);
  if (focus.trueClass === undefined) return '';
  if (focus.predictedClass === undefined) return className(classNames, focus.trueClass);
  return `${className(classNames, focus.trueClass)} → ${className(classNames, focus.predictedClass)}`;
}

/** What some runs take an image for. */
export interface TileLine {
  /** Of the runs, or how many of how many they are, where there are several. */
  readonly letters: string;
  readonly text: string;
  /** Mean of the runs' probabilities; empty without one. */
  readonly percent: string;
  readonly isRight: boolean;
}

/** What is written below an image. */
export interface TileText {
  readonly truth: string;
  readonly lines: readonly TileLine[];
  /** All of it, for those who listen or point. */
  readonly label: string;
}

/** More runs than these are counted: below an image there is room for a few letters. */
const MOST_LETTERS = 4;

/** Lines below an image for what runs take it for. */
export function lineCountOf({ runs }: Pick<Gallery, 'runs'>): number {
  return Math.min(3, Math.max(1, runs.length));
}

/** The texts of the image at a position. */
export function tileText(gallery: Gallery, position: number): TileText {
  const { runs, rows, images, classNames } = gallery;
  const row = rows[position] ?? 0;
  const label = runs[0]?.samples.labels[row] ?? 0;
  const truth = className(classNames, label);
  const groups = new Map<number, { letters: string[]; sum: number; isRight: boolean }>();
  const spoken = runs.map(({ letter, name, samples }) => {
    const predicted = samples.predicted[row] ?? NO_PREDICTION;
    const probability = samples.probability[row] ?? Number.NaN;
    const group = groups.get(predicted) ?? { letters: [], sum: 0, isRight: predicted === label };
    group.letters.push(letter);
    group.sum += probability;
    groups.set(predicted, group);
    const who = runs.length === 1 ? '' : `${letter} ${name}: `;
    if (predicted === NO_PREDICTION) return `${who}no prediction`;
    const verdict = predicted === label ? 'right' : `predicted ${className(classNames, predicted)}`;
    return `${who}${verdict}, ${formatPercent(probability).replace(' %', ' percent')}`;
  });
  const ordered = [...groups].sort(([, a], [, b]) => Number(a.isRight) - Number(b.isRight));
  const most = lineCountOf(gallery);
  const shown = ordered.slice(0, ordered.length > most ? most - 1 : most);
  const lines = shown.map(([predicted, { letters, sum, isRight }]) => ({
    letters:
      runs.length === 1 ? '' : letters.length > MOST_LETTERS ? `${letters.length} of ${runs.length}` : letters.join(''),
    text: isRight ? '✓' : `→ ${className(classNames, predicted)}`,
    percent: predicted === NO_PREDICTION ? '' : formatPercent(sum / letters.length, 0),
    isRight,
  }));
  const hidden = ordered.length - shown.length;
  return {
    truth,
    lines: hidden === 0 ? lines : [...lines, { letters: '', text: `and ${hidden} more`, percent: '', isRight: false }],
    label: `Image ${formatCount(images[position])}: true ${truth}; ${spoken.join('; ')}`,
  };
}

function className(classNames: readonly string[], index: number): string {
  return index === NO_PREDICTION ? 'no prediction' : (classNames[index] ?? `class ${index}`);
}
