import type { ExportFormat } from '../core/report/exportComparison.js';
import {
  count,
  flag,
  listUpTo,
  Mismatch,
  nullable,
  object,
  oneOf,
  type Reader,
  text,
  textUpTo,
  whole,
} from '../core/run/readers.js';
import type { ImageChange } from '../core/samples/changedImages.js';
import type { JudgedWord } from './dataChecks.js';
import type { DataSource, Focus, PageRequests, SampleParams, Selection } from './page.js';
import { RemoteError } from './remoteError.js';
import { MAXIMUM_IMAGES, type Split } from './samples.js';

/** Most runs on one page. */
export const MAXIMUM_SHOWN_RUNS = 100;
/** A picture of a chart has a few hundred kilobytes; more than this is none. */
const MAXIMUM_PNG_BYTES = 50_000_000;

const name = textUpTo(1000);
const run = object<{ runId: string }>({ runId: name });
const pair = object<{ first: string; second: string }>({ first: name, second: name });
const nothing: Reader<null> = () => null;

const png: Reader<Uint8Array> = (value, path) => {
  if (value instanceof Uint8Array && value.byteLength <= MAXIMUM_PNG_BYTES) return value;
  throw new Mismatch(`${path}: expected bytes, at most ${MAXIMUM_PNG_BYTES}`);
};

const split = oneOf('train', 'validation', 'test');
/** How many there are, whoever holds the images knows. */
const image = whole(0, 2 ** 32 - 1);
const sample = object<SampleParams>({ runId: name, split, image });
const question = object<SampleParams & { classIndex: number }, { against: number }>(
  { runId: name, split, image, classIndex: count },
  { against: count },
);

/** A run's or a dataset's, never both. */
const source: Reader<DataSource> = (value, path) => {
  const { runId, dataset } = object<object, { runId: string; dataset: string }>({}, { runId: name, dataset: name })(
    value,
    path,
  );
  if (runId !== undefined && dataset === undefined) return { runId };
  if (dataset !== undefined && runId === undefined) return { dataset };
  throw new Mismatch(`${path}: expected either runId or dataset`);
};

const images: Reader<PageRequests['readImages']['params']> = (value, path) => ({
  ...source(value, path),
  ...object<{ split: Split; indices: readonly number[] }>({ split, indices: listUpTo(MAXIMUM_IMAGES, image) })(
    value,
    path,
  ),
});

const word = object<
  Pick<JudgedWord, 'split' | 'image' | 'verdict'>,
  Required<Pick<JudgedWord, 'label' | 'finding' | 'model'>>
>(
  { split: oneOf('train', 'test'), image, verdict: oneOf('keep', 'relabel', 'ambiguous', 'undo') },
  { label: whole(0, 255), finding: oneOf('label', 'duplicate', 'near-duplicate'), model: textUpTo(500) },
);

const judged: Reader<PageRequests['judgeImage']['params']> = (value, path) => {
  const {
    split: part,
    image: number,
    verdict,
    label,
    finding,
    model,
  } = object<{ word: JudgedWord }>({ word })(value, path).word;
  return {
    ...source(value, path),
    // Nothing but this goes into a file.
    word: {
      split: part,
      image: number,
      verdict,
      ...(label === undefined ? {} : { label }),
      ...(finding === undefined ? {} : { finding }),
      ...(model === undefined ? {} : { model }),
    },
  };
};

/** One reader for each request: what comes from a page is checked before anything is done with it. */
const params: { readonly [Name in keyof PageRequests]: Reader<PageRequests[Name]['params']> } = {
  ready: nothing,
  openDefinition: object<{ runId: string }, { layer: string; line: number }>(
    { runId: name },
    { layer: name, line: whole(1) },
  ),
  compareSideBySide: object<{ first: string; second: string }, { line: number }>(
    { first: name, second: name },
    { line: whole(1) },
  ),
  attributeDifference: pair,
  showWhatChanged: run,
  showRunLog: run,
  stopRun: run,
  resumeRun: run,
  pickRuns: nothing,
  removeRun: run,
  setBaseline: object<{ runId: string | null }>({ runId: nullable(name) }),
  trainModel: nothing,
  judgeImage: judged,
  checkData: object<PageRequests['checkData']['params']>({ dataset: name, what: oneOf('images', 'labels') }),
  saveText: object<{ suggestedName: string; text: string }>({ suggestedName: name, text }),
  exportRuns: object<{ format: ExportFormat | 'html' }>({ format: oneOf('html', 'csv', 'json', 'markdown') }),
  saveImage: object<{ suggestedName: string; png: Uint8Array }>({ suggestedName: name, png }),
  readSamples: object<{ runId: string; split: Split }>({ runId: name, split }),
  readImages: images,
  inspectSample: sample,
  inspectLayers: sample,
  readLayerEvidence: run,
  readLayerTable: run,
  findNearest: sample,
  gradCam: question,
  occlude: question,
  findNearestFeatures: sample,
  readDataset: source,
  readDataCheck: source,
  augmentSamples: run,
  honestScores: object<{ runIds: readonly string[] }>({ runIds: listUpTo(MAXIMUM_SHOWN_RUNS, name) }),
  attributionOf: pair,
  attributionCost: pair,
  compareDefinitions: pair,
  judgement: object<{ runIds: readonly string[] }>({ runIds: listUpTo(MAXIMUM_SHOWN_RUNS, name) }),
};

/** What a request of the page carries. @throws RemoteError `malformed` when it is something else. */
export function readPageParams<Name extends keyof PageRequests>(
  request: Name,
  value: unknown,
): PageRequests[Name]['params'] {
  try {
    return params[request](value, request);
  } catch (error) {
    if (error instanceof Mismatch) throw new RemoteError(error.message, 'malformed');
    throw error;
  }
}

const layerChange: Reader<Focus> = object<Extract<Focus, { kind: 'layer' }>>({
  kind: oneOf('layer'),
  layer: name,
  change: oneOf('lost', 'gained'),
  runId: name,
});

const changes: Reader<Focus> = object<
  { kind: 'changes'; runId: string; against: string },
  { change: ImageChange; trueClass: number; predictedClass: number }
>(
  { kind: oneOf('changes'), runId: name, against: name },
  { change: oneOf('fixed', 'broken', 'differently'), trueClass: count, predictedClass: whole(-1) },
);

const focus: Reader<Focus> = (value, path) => {
  const { kind } = object<{ kind: Focus['kind'] }>({ kind: oneOf('cell', 'class', 'changes', 'layer') })(value, path);
  if (kind === 'changes') return changes(value, path);
  if (kind === 'layer') return layerChange(value, path);
  return kind === 'class'
    ? object<{ kind: 'class'; classIndex: number }, { runId: string }>(
        { kind: oneOf('class'), classIndex: count },
        { runId: name },
      )(value, path)
    : object<{ kind: 'cell'; trueClass: number; predictedClass: number }, { runId: string }>(
        // −1: not predicted at all.
        { kind: oneOf('cell'), trueClass: count, predictedClass: whole(-1) },
        { runId: name },
      )(value, path);
};

const readStored: Reader<Selection> = object<
  Pick<Selection, 'runs' | 'view' | 'split'>,
  Pick<Required<Selection>, 'epoch' | 'focus' | 'sample' | 'isInspectorFolded'>
>(
  {
    runs: listUpTo(MAXIMUM_SHOWN_RUNS, name),
    view: name,
    split,
  },
  {
    epoch: whole(1),
    focus,
    sample: count,
    isInspectorFolded: flag,
  },
);

/** A selection that was kept over a reload; undefined when it is none (any more). Never throws. */
export function readSelection(value: unknown): Selection | undefined {
  return orNone(() => readStored(value, 'selection'));
}

/** What a command or the host asks to be looked at; undefined when it is none. Never throws. */
export function readFocus(value: unknown): Focus | undefined {
  return orNone(() => focus(value, 'focus'));
}

function orNone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Mismatch) return undefined;
    throw error;
  }
}
