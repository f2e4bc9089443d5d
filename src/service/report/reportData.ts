import path from 'node:path';
import type { Judgement } from '../../core/comparison/judgement.js';
import type { DatasetDescription } from '../../core/dataset.js';
import { formatCount, formatQuantity, formatTime } from '../../core/format.js';
import type { HonestReport } from '../../core/honesty/honestReport.js';
import { assignLetters } from '../../core/run/runLetters.js';
import type { RunState } from '../../core/run/state.js';
import { quantise, quantiseColumns } from '../../core/samples/quantisedColumns.js';
import { errorsOf } from '../../core/samples/selectSamples.js';
import { TOP_CLASSES, topClasses } from '../../core/samples/topClasses.js';
import type { ShownRun } from '../../protocol/page.js';
import { wireErrorOf } from '../../protocol/remoteError.js';
import type { ReportAnswer, ReportData, ReportSamples, TopClasses } from '../../protocol/report.js';
import {
  type DatasetView,
  type ImageBatch,
  imagesAtOnce,
  type RunEvidence,
  type SplitSamples,
} from '../../protocol/samples.js';
import type { WorkProgress } from '../../protocol/service.js';
import { EvidenceError, readEvidence, readLayerVotes } from '../../runs/evidenceFile.js';
import { readLabel } from '../../runs/labelFile.js';
import { readPredictions } from '../../runs/predictionsFile.js';
import { readRun } from '../../runs/readRun.js';
import { plannedModelHash } from '../../runs/seedPlanMark.js';
import { version } from '../../version.js';
import type { SampleHandlers } from '../sampleHandlers.js';
import { remoteErrorOf } from '../serviceErrors.js';
import { attributionsOf } from './reportAttributions.js';
import { honestOf } from './reportHonest.js';

/** What a report is to be made of. */
export interface ReportOptions {
  /** Folders of runs, in the order in which they are shown; at least one. */
  readonly folders: readonly string[];
  /** Folder of one of them. */
  readonly baseline?: string;
  readonly madeAt: Date;
  readonly signal: AbortSignal;
  /** What can be said of all of them side by side. */
  judge(folders: readonly string[]): Promise<Judgement>;
  /** What becomes of their scores without test images in doubt; undefined: it is not asked. */
  score?(folders: readonly string[]): Promise<HonestReport | null>;
  report(progress: WorkProgress): void;
}

/** A run in a report, and where it lies. */
export interface ReportedRun {
  readonly folder: string;
  readonly shown: ShownRun;
}

type Handlers = SampleHandlers['handlers'];

/**
 * Collects all that the page shows of some runs. What cannot be had (images that are gone, predictions that are missing) is in
 * the report as the reason why. @throws the signal's reason.
 */
export async function collectReport(handlers: Handlers, options: ReportOptions): Promise<ReportData> {
  const { signal, report, baseline, madeAt } = options;
  const context = { signal, report: () => undefined };
  const folders = [...new Set(options.folders)];
  const letters = assignLetters(new Map(), folders);
  const runs: ReportedRun[] = [];
  const read: { readonly run: ReportedRun; readonly answer: ReportAnswer<SplitSamples> }[] = [];
  for (const [index, folder] of folders.entries()) {
    signal.throwIfAborted();
    report({ message: `Reading run ${index + 1} of ${folders.length}`, fraction: (0.5 * index) / folders.length });
    const run = await readShownRun(folder, letters.get(folder) ?? '?');
    runs.push(run);
    if (run.shown.state.evaluation === undefined) continue;
    const wanted = { folder, split: 'test', mayCompute: false, cores: 0 } as const;
    read.push({ run, answer: await attempt(folder, () => handlers.readSamples(wanted, context)) });
  }
  const missed = missedImages(read);
  const samples: ReportSamples[] = [];
  for (const { run, answer } of read) {
    const { runId } = run.shown;
    const images = 'value' in answer ? missed.get(answer.value.checksum)?.images : undefined;
    if ('problem' in answer) samples.push({ runId, answer });
    else samples.push({ runId, answer: await attempt(run.folder, () => samplesOf(run, answer.value, images ?? [])) });
  }
  const images: ReportData['images'][number][] = [];
  const datasets: ReportData['datasets'][number][] = [];
  report({ message: 'Reading images', fraction: 0.6 });
  for (const { folder, images: wanted } of missed.values())
    images.push(...(await imagesOf(handlers, folder, 'test', wanted, context)));
  for (const alike of bySplit(runs).values()) {
    const [first] = alike;
    if (first === undefined) continue;
    signal.throwIfAborted();
    report({ message: 'Looking at the dataset', fraction: 0.8 });
    const answer = await attempt(first.folder, () => handlers.readDataset({ from: { folder: first.folder } }, context));
    const runIds = alike.map(({ shown }) => shown.runId);
    if ('problem' in answer) {
      datasets.push({ runIds, answer });
      continue;
    }
    datasets.push({ runIds, answer: { value: { ...answer.value, dataset: withoutFolder(answer.value.dataset) } } });
    const { train, test } = pairedImages(answer.value);
    images.push(...(await imagesOf(handlers, first.folder, 'train', train, context)));
    images.push(...(await imagesOf(handlers, first.folder, 'test', test, context)));
  }
  const attributions = await attributionsOf(runs);
  report({ message: 'Judging the runs', fraction: 0.9 });
  const judgement = {
    runIds: runs.map(({ shown }) => shown.runId),
    answer: await attempt(folders[0] ?? '', () => options.judge(folders)),
  };
  const honest = await honestOf(runs, options);
  signal.throwIfAborted();
  const baselineId = runs.find(({ folder }) => folder === baseline)?.shown.runId;
  const count = [...missed.values()].reduce((sum, { images: own }) => sum + own.length, 0);
  const layers: NonNullable<ReportData['layers']>[number][] = [];
  for (const { folder, shown } of runs) {
    const answer = await storedLayers(folder, shown);
    if (answer !== undefined) layers.push({ runId: shown.runId, answer });
  }
  const definitionHashes = runs.flatMap(({ shown: { runId, state } }) =>
    state.started === undefined ? [] : [[runId, plannedModelHash(state.started.request.definitionText)] as const],
  );
  return {
    version: 1,
    definitionHashes: Object.fromEntries(definitionHashes),
    ...(layers.length === 0 ? {} : { layers }),
    snapshot: {
      runs: runs.map(({ shown }) => shown),
      missing: [],
      ...(baselineId === undefined ? {} : { baseline: baselineId }),
      canTrain: true,
      notice: `Report of ${formatTime(madeAt.getTime())}, made by Model Bake-off ${version}. Of the images, it holds those that a run gets wrong: ${formatCount(count)} of ${testCount(runs)}.`,
    },
    samples,
    images,
    datasets,
    ...(attributions.length === 0 ? {} : { attributions }),
    judgement,
    ...(honest === undefined ? {} : { honest }),
  };
}

/** Undefined where nothing is stored, or it cannot be read: a report is no worse for it. */
async function storedLayers(folder: string, { state }: ShownRun): Promise<RunEvidence | undefined> {
  try {
    const { started } = state;
    const evidence = await readEvidence(folder);
    if (started === undefined || evidence === undefined || 'skipped' in evidence) return undefined;
    const { votes } = await readLayerVotes(folder, evidence, started.testCount);
    return { evidence, votes, classNames: started.dataset.classNames };
  } catch (error) {
    if (error instanceof EvidenceError) return undefined;
    throw error;
  }
}

async function readShownRun(folder: string, letter: string): Promise<ReportedRun> {
  const { runId, state } = await readRun(folder);
  const label = await readLabel(folder);
  const shown = { runId, letter, state: withoutFolders(state), batches: [], ...(label === undefined ? {} : { label }) };
  return { folder, shown };
}

/** Where files lie on this machine is nobody's business who reads the report. */
function withoutFolders(state: RunState): RunState {
  if (state.started === undefined) return state;
  const { request, dataset } = state.started;
  return {
    ...state,
    started: {
      ...state.started,
      request: { ...request, definitionPath: path.basename(request.definitionPath) },
      dataset: withoutFolder(dataset),
    },
  };
}

function withoutFolder(dataset: DatasetDescription): DatasetDescription {
  const { source } = dataset;
  return { ...dataset, source: { ...source, location: path.basename(source.location) } };
}

/** The images that a run gets wrong, by the checksum of their dataset, and a run that they can be had of. */
function missedImages(read: readonly { readonly run: ReportedRun; readonly answer: ReportAnswer<SplitSamples> }[]) {
  const found = new Map<string, { readonly folder: string; readonly images: Set<number> }>();
  for (const { run, answer } of read) {
    if ('problem' in answer) continue;
    const { checksum, images } = answer.value;
    const wrong = found.get(checksum) ?? { folder: run.folder, images: new Set<number>() };
    found.set(checksum, wrong);
    for (const row of errorsOf(answer.value)) wrong.images.add(images[row] ?? row);
  }
  return new Map(
    [...found].map(([checksum, { folder, images }]) => [
      checksum,
      { folder, images: [...images].sort((a, b) => a - b) },
    ]),
  );
}

async function samplesOf({ folder, shown }: ReportedRun, samples: SplitSamples, wanted: readonly number[]) {
  const { probabilities, classCount } = await readPredictions(folder, shown.state, 'test');
  const { classNames, checksum, imageShape } = samples;
  const images = Uint32Array.from(wanted);
  const perImage = Math.min(TOP_CLASSES, classCount);
  const top: TopClasses = {
    perImage,
    images,
    classes: new Uint16Array(images.length * perImage),
    probabilities: new Uint16Array(images.length * perImage),
  };
  images.forEach((image, row) => {
    const best = topClasses(probabilities.subarray(image * classCount, (image + 1) * classCount));
    top.classes.set(
      best.map(({ classIndex }) => classIndex),
      row * perImage,
    );
    top.probabilities.set(
      quantise(
        Float32Array.from(best, ({ probability }) => probability ?? Number.NaN),
        1,
      ),
      row * perImage,
    );
  });
  return { columns: quantiseColumns(samples), rest: { classNames, checksum, imageShape }, top };
}

/** In as many pieces as it takes; without those that cannot be had, as the page shows what is missing. */
async function imagesOf(
  handlers: Handlers,
  folder: string,
  part: 'train' | 'test',
  wanted: readonly number[],
  context: Parameters<Handlers['readImages']>[1],
): Promise<{ part: 'train' | 'test'; batch: ImageBatch }[]> {
  const batches: { part: 'train' | 'test'; batch: ImageBatch }[] = [];
  let atOnce = 1;
  for (let start = 0; start < wanted.length; ) {
    context.signal.throwIfAborted();
    const indices = wanted.slice(start, start + atOnce);
    const answer = await attempt(folder, () =>
      handlers.readImages({ from: { folder }, split: part, indices }, context),
    );
    if ('problem' in answer) return batches;
    batches.push({ part, batch: answer.value });
    start += indices.length;
    atOnce = imagesAtOnce(answer.value);
  }
  return batches;
}

/** Runs by what they were trained on: the images and how they were split. */
function bySplit(runs: readonly ReportedRun[]): Map<string, ReportedRun[]> {
  const groups = new Map<string, ReportedRun[]>();
  for (const run of runs) {
    const { started } = run.shown.state;
    if (started === undefined) continue;
    const { seed, validationSplit, limit, fold } = started.request;
    const key = JSON.stringify([started.dataset.checksum, validationSplit, seed, limit, fold]);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return groups;
}

function pairedImages({ duplicates }: DatasetView): { train: number[]; test: number[] } {
  const train = [
    ...duplicates.train.pairs.flatMap(({ first, second }) => [first, second]),
    ...duplicates.across.pairs.map(({ first }) => first),
  ];
  const test = [
    ...duplicates.test.pairs.flatMap(({ first, second }) => [first, second]),
    ...duplicates.across.pairs.map(({ second }) => second),
  ];
  return { train: [...new Set(train)], test: [...new Set(test)] };
}

function testCount(runs: readonly ReportedRun[]): string {
  const counts = new Map(
    runs.flatMap(({ shown }) => {
      const { started, evaluation } = shown.state;
      return started === undefined || evaluation === undefined
        ? []
        : [[started.dataset.checksum, evaluation.test.count] as const];
    }),
  );
  return formatQuantity(
    [...counts.values()].reduce((sum, count) => sum + count, 0),
    'test image',
  );
}

async function attempt<T>(folder: string, work: () => T | Promise<T>): Promise<ReportAnswer<T>> {
  try {
    return { value: await work() };
  } catch (thrown) {
    const { message, ...rest } = wireErrorOf(remoteErrorOf(thrown));
    return { problem: { ...rest, message: message.replaceAll(folder, path.basename(folder)) } };
  }
}
