import { formatCount } from '../../src/core/format.js';
import { orderSamples, type SampleOrder } from '../../src/core/samples/orderSamples.js';
import { type RunsFilter, selectSamples } from '../../src/core/samples/selectSamples.js';
import type { Selection } from '../../src/protocol/page.js';
import type { RunEvidence, SplitSamples } from '../../src/protocol/samples.js';
import { isOfSameImages } from '../state/sameImages.js';
import { changesOf, type ShownChanges } from './changesGallery.js';
import { type LayerFocus, layerRows } from './layerGallery.js';

/** A run, with what it says of the images of the selected split. */
export interface SampledRun {
  readonly runId: string;
  readonly letter: string;
  /** Printable. */
  readonly name: string;
  readonly samples: SplitSamples;
}

/** How the person wants to go through the images. */
export interface GalleryChoices {
  readonly order: SampleOrder;
  readonly isReversed: boolean;
  /** Part of the name of a class. */
  readonly text: string;
  /** `some`, `every`, or the id of a run. */
  readonly wrongIn: string;
  /** The id of a run; `others`: all but the one that is wrong; empty: no matter. */
  readonly rightIn: string;
}

export const initialChoices: GalleryChoices = {
  order: 'loss',
  isReversed: false,
  text: '',
  wrongIn: 'some',
  rightIn: '',
};

/** The images that are to be looked at, in their order. */
export interface Gallery {
  /** Runs that are spoken of, all of the same images; the one that is looked at is the first. */
  readonly runs: readonly SampledRun[];
  /** Runs of other images, which are not spoken of. */
  readonly unlike: readonly SampledRun[];
  /** Rows of the samples. */
  readonly rows: Uint32Array;
  /** The numbers of those images. */
  readonly images: Uint32Array;
  readonly classNames: readonly string[];
  /** As it is in force: a run that is not shown any more stands for no run. */
  readonly wrongIn: string;
  readonly rightIn: string;
  /** False for images that were recognised: those of a cell on the diagonal. */
  readonly isOfErrors: boolean;
  /** Where it is of what changed between two runs: these are then all that is spoken of. */
  readonly changes?: ShownChanges;
}

/**
 * The images of some runs that a selection and choices let through. `runs`: at least one. `evidence`: of the run whose layer
 * is looked at; without it none of the images that the layer loses or gains are known.
 */
export function galleryOf(
  runs: readonly SampledRun[],
  focus: Selection['focus'],
  choices: GalleryChoices,
  classNames: readonly string[],
  evidence?: RunEvidence,
): Gallery {
  const changes = focus?.kind === 'changes' ? changesOf(runs, focus) : undefined;
  if (changes !== undefined) return galleryOfChanges(changes, choices, classNames);
  const named = runs.find(({ runId }) => runId === (focus?.runId ?? choices.wrongIn));
  const reference = named ?? runs[0];
  const like = runs.filter((run) => reference !== undefined && isOfSameImages(run.samples, reference.samples));
  const ordered = named === undefined ? like : [named, ...like.filter((run) => run !== named)];
  const rightIn =
    choices.rightIn === 'others' || like.some(({ runId }) => runId === choices.rightIn && runId !== named?.runId)
      ? choices.rightIn
      : '';
  const wrongIn = named?.runId ?? (choices.wrongIn === 'every' ? 'every' : 'some');
  const unlike = runs.filter((run) => !like.includes(run));
  const query: Query = { focus, wrongIn, rightIn };
  const chosen = focus?.kind === 'layer' ? rowsAtLayer(named, focus, evidence) : selected(ordered, query);
  const found = withText(chosen, ordered, classNames, choices.text);
  const subjects = choices.order === 'disagreement' || named === undefined ? ordered : [named];
  const rows =
    ordered.length === 0
      ? found
      : orderSamples(
          found,
          subjects.map(({ samples }) => samples),
          choices.order,
          choices.isReversed,
        );
  const numbers = reference?.samples.images;
  return {
    runs: ordered,
    unlike,
    rows,
    images: rows.map((row) => numbers?.[row] ?? row),
    classNames,
    wrongIn,
    rightIn,
    isOfErrors: !isDiagonal(focus) && focus?.kind !== 'layer',
  };
}

/** Both runs stand at each image; the order is that of the one that came later. */
function galleryOfChanges(changes: ShownChanges, choices: GalleryChoices, classNames: readonly string[]): Gallery {
  const { from, to } = changes;
  const found = withText(changes.rows, [from, to], classNames, choices.text);
  const subjects = choices.order === 'disagreement' ? [from, to] : [to];
  const rows = orderSamples(
    found,
    subjects.map(({ samples }) => samples),
    choices.order,
    choices.isReversed,
  );
  return {
    runs: [from, to],
    unlike: [],
    rows,
    images: rows.map((row) => to.samples.images[row] ?? row),
    classNames,
    wrongIn: 'some',
    rightIn: '',
    isOfErrors: true,
    changes,
  };
}

/** What one run sees otherwise than others: a choice of `wrongIn` and `rightIn`, and how many images that is. */
export interface RunComparison {
  readonly wrongIn: string;
  readonly rightIn: string;
  readonly text: string;
  readonly count: string;
}

/** As their letters go: `B`, `Z`, `AA`. */
export function inLetterOrder(runs: readonly SampledRun[]): SampledRun[] {
  return [...runs].sort((a, b) => a.letter.length - b.letter.length || (a.letter < b.letter ? -1 : 1));
}

/** Of more runs, those that one alone gets wrong are found by the lists. */
const MOST_COMPARED = 6;

/** Where runs of the same images differ; empty for a single run. */
export function runComparisons({ runs, isOfErrors, changes }: Gallery, focus: Selection['focus']): RunComparison[] {
  if (runs.length < 2 || !isOfErrors || changes !== undefined) return [];
  const ordered = inLetterOrder(runs);
  const pair = ordered.length === 2;
  const compared = (wrongIn: string, rightIn: string, text: string): RunComparison => {
    const named = ordered.find(({ runId }) => runId === wrongIn);
    const inOrder = named === undefined ? ordered : [named, ...ordered.filter((run) => run !== named)];
    const { length } = selected(inOrder, { focus: withoutRun(focus), wrongIn, rightIn });
    return { wrongIn, rightIn, text, count: formatCount(length) };
  };
  return [
    compared('some', '', 'wrong in any run'),
    compared('every', '', pair ? 'wrong in both' : 'wrong in every run'),
    ...(ordered.length > MOST_COMPARED ? [] : ordered).map(({ runId, letter, name }) => {
      const other = pair ? ordered.find((run) => run.runId !== runId) : undefined;
      const right = other === undefined ? 'right in the others' : `right in ${other.letter} ${other.name}`;
      return compared(runId, 'others', `wrong in ${letter} ${name}, ${right}`);
    }),
  ];
}

/** The same focus, whichever run it came from; what changed between runs is nothing without them. */
export function withoutRun(focus: Selection['focus']): Selection['focus'] {
  // A layer is that of a run, and of no other.
  if (focus?.runId === undefined || focus.kind === 'changes' || focus.kind === 'layer') return focus;
  const { runId: _, ...rest } = focus;
  return rest;
}

function rowsAtLayer(run: SampledRun | undefined, focus: LayerFocus, evidence: RunEvidence | undefined): Uint32Array {
  return run === undefined || evidence === undefined ? new Uint32Array(0) : layerRows(run, evidence, focus);
}

interface Query {
  readonly focus: Selection['focus'];
  readonly wrongIn: string;
  readonly rightIn: string;
}

/** Rows; `runs` are of the same images, the one that is named first. */
function selected(runs: readonly SampledRun[], { focus, wrongIn, rightIn }: Query): Uint32Array {
  const [first, ...others] = runs;
  if (first === undefined) return new Uint32Array(0);
  const isNamed = wrongIn === first.runId;
  const subjects = isNamed ? [first] : runs;
  const filter: RunsFilter = {
    ...focusFilter(focus),
    correctness: isDiagonal(focus) ? 'right' : 'wrong',
    by: wrongIn === 'every' ? 'every' : 'some',
  };
  const rows = selectSamples(
    subjects.map(({ samples }) => samples),
    filter,
  );
  const right = rightIn === 'others' ? (isNamed ? others : []) : runs.filter(({ runId }) => runId === rightIn);
  if (right.length === 0) return rows;
  return rows.filter((row) => right.every(({ samples }) => samples.predicted[row] === samples.labels[row]));
}

function focusFilter(focus: Selection['focus']): RunsFilter {
  if (focus === undefined || focus.kind === 'changes' || focus.kind === 'layer') return {};
  if (focus.kind === 'class') return { eitherClass: focus.classIndex };
  return { trueClass: focus.trueClass, predictedClass: focus.predictedClass };
}

function isDiagonal(focus: Selection['focus']): boolean {
  return focus?.kind === 'cell' && focus.trueClass === focus.predictedClass;
}

/** Images whose true class, or what a run takes them for, has a name with that text in it. */
function withText(
  rows: Uint32Array,
  runs: readonly SampledRun[],
  classNames: readonly string[],
  text: string,
): Uint32Array {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return rows;
  const fits = classNames.map((name) => name.toLowerCase().includes(wanted));
  return rows.filter((row) =>
    runs.some(
      ({ samples: { labels, predicted } }) => fits[labels[row] ?? -1] === true || fits[predicted[row] ?? -1] === true,
    ),
  );
}
