import { judge } from '../../../src/core/comparison/judge.js';
import { setupOf } from '../../../src/core/run/comparison.js';
import { definitionDifferences } from '../../../src/core/run/definitionDifferences.js';
import { layerActivity } from '../../../src/core/samples/layerActivity.js';
import type { DataSource, PageDataRequests, ShownRun, Snapshot } from '../../../src/protocol/page.js';
import { RemoteError } from '../../../src/protocol/remoteError.js';
import type { AugmentedSamples, DatasetView, Split } from '../../../src/protocol/samples.js';
import { recordedRun } from '../../support/recordedRun.js';
import { madeFeatureNeighbours, madeGradCam, madeOcclusion } from './madeExplanations.js';
import { interleaved, type MadeSamples, madeImages, madeInspection, madeSamples } from './madeSamples.js';
import { madeRunEvidence } from './runEvidence.js';

/** Answers to all that a page asks beyond the state of runs. */
export type PageData = {
  readonly [Name in keyof PageDataRequests]: (
    params: PageDataRequests[Name]['params'],
  ) => PageDataRequests[Name]['result'];
};

const classNames = ['T-shirt', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Boot'];

/** Made-up answers that fit the runs of a snapshot: predictions add up to each run's evaluation. The same every time. */
export function pageDataOf(snapshot: () => Snapshot): PageData {
  const kept = new Map<string, MadeSamples>();
  const runOf = (runId: string): ShownRun => {
    const run = snapshot().runs.find((candidate) => candidate.runId === runId);
    if (run === undefined) throw new RemoteError('There is no such run any more.', 'no-such-run');
    return run;
  };
  const samplesOf = (runId: string, split: Split): MadeSamples => {
    const { state } = runOf(runId);
    const key = `${runId} ${split} ${state.epochs.length}`;
    if (state.evaluation === undefined)
      throw new RemoteError(
        'The run has no predictions yet.',
        'no-predictions',
        'They come when the training has ended.',
      );
    const made = kept.get(key) ?? madeSamples(state, split);
    kept.set(key, made);
    return made;
  };
  const datasetOf = (source: DataSource) => {
    const started = 'runId' in source ? runOf(source.runId).state.started : undefined;
    if ('runId' in source && started === undefined)
      throw new RemoteError('The run has not said yet which images it uses.', 'no-dataset');
    return started?.dataset ?? defaultDataset();
  };
  const labelOf = (source: DataSource) => {
    const count = datasetOf(source).classNames.length;
    const run = 'runId' in source ? snapshot().runs.find(({ runId }) => runId === source.runId) : undefined;
    const supports = run?.state.evaluation?.classes.map(({ support }) => support);
    const labels = supports === undefined ? [] : interleaved(supports);
    return (image: number, split: Split) => (split === 'test' ? labels[image] : undefined) ?? image % count;
  };
  return {
    readSamples: ({ runId, split }) => samplesOf(runId, split).samples,
    readImages: ({ split, indices, ...source }) => {
      const { checksum, imageShape } = datasetOf(source);
      const label = labelOf(source);
      return madeImages(checksum, imageShape, indices, (image) => label(image, split));
    },
    inspectSample: ({ runId, split, image }) => madeInspection(samplesOf(runId, split), image),
    inspectLayers: ({ runId, image }) => ({
      layers: (runOf(runId).state.started?.layers ?? []).map(({ name, type, outputShape }, place) => {
        const size = outputShape.reduce((product, side) => product * side, 1);
        const data = Float32Array.from({ length: size }, (_, index) =>
          Math.max(0, Math.sin(index * (place + 1) + image)),
        );
        return layerActivity({ name, type, outputShape }, data);
      }),
    }),
    readLayerEvidence: ({ runId }) => madeRunEvidence(runOf(runId), samplesOf(runId, 'test').samples),
    readLayerTable: ({ runId }) => madeRunEvidence(runOf(runId), samplesOf(runId, 'test').samples),
    findNearest: ({ runId, image }) => {
      const count = datasetOf({ runId }).classNames.length;
      return {
        neighbours: Array.from({ length: 6 }, (_, place) => ({
          image: image * 7 + place * count,
          label: (image * 7 + place * count) % count,
          distance: 900 + 131 * place,
        })),
      };
    },
    gradCam: ({ runId, ...question }) => madeGradCam(runOf(runId).state.started?.layers ?? [], question),
    occlude: ({ runId, ...question }) => madeOcclusion(datasetOf({ runId }).imageShape, question),
    findNearestFeatures: ({ runId, image }) => madeFeatureNeighbours(image, datasetOf({ runId }).classNames.length),
    readDataCheck: (source) => {
      const { checksum, classNames: names } = datasetOf(source);
      return {
        checksum,
        classNames: names,
        repeated: null,
        suspected: null,
        questions: [],
        isCut: false,
        judgedBy: '',
        judged: [],
      };
    },
    readDataset: (source) => datasetViewOf(source, datasetOf(source)),
    augmentSamples: ({ runId }): AugmentedSamples => {
      const { imageShape } = datasetOf({ runId });
      const layers = (runOf(runId).state.started?.layers ?? []).filter(({ type }) => type === 'randomFlip');
      if (layers.length === 0) return { layers: [], imageShape, variants: 0, classes: [], bytes: new Uint8Array() };
      const classes = [0, 3].map((label) => ({ label, image: label }));
      const bytes = Uint8Array.from(
        { length: 2 * 4 * imageShape[0] * imageShape[1] * imageShape[2] },
        (_, i) => 55 + (i % 200),
      );
      return { layers: layers.map(({ name }) => name), imageShape, variants: 4, classes, bytes };
    },
    // Nobody has measured it, unless a test says so.
    attributionCost: () => ({ wanted: 9, missing: 7, durationMs: 252_000, seeds: 3 }),
    attributionOf: () => null,
    compareDefinitions: ({ first, second }) => {
      const [one, other] = [runOf(first).state.started, runOf(second).state.started];
      if (one === undefined || other === undefined) throw new RemoteError('A run never began.', 'not-started');
      return definitionDifferences(one, other);
    },
    // Nothing is known to be in doubt, unless a test says so.
    honestScores: () => null,
    judgement: ({ runIds }) =>
      judge(
        runIds.map((runId) => {
          const { started, evaluation } = runOf(runId).state;
          return {
            runId,
            modelName: started?.modelName ?? 'unknown model',
            setup: started === undefined ? runId : setupOf(started),
            seed: started?.request.seed ?? null,
            testKey: started?.dataset.checksum ?? '',
            classNames: started?.dataset.classNames ?? [],
            samples: evaluation === undefined ? null : samplesOf(runId, 'test').samples,
          };
        }),
        // As many as it takes to be about right: pages are opened often.
        { resamples: 200 },
      ),
  };
}

function defaultDataset() {
  const [started] = recordedRun({ classNames, isSample: true });
  if (started?.type !== 'runStarted') throw new Error('A recorded run begins with its start.');
  return started.dataset;
}

function datasetViewOf(source: DataSource, dataset: ReturnType<typeof defaultDataset>): DatasetView {
  const { trainCount, testCount, imageShape, checksum } = dataset;
  const count = dataset.classNames.length;
  const shares = (total: number, unevenness = 0) =>
    dataset.classNames.map((_, index) => Math.round((total / count) * (1 + unevenness * Math.cos(index * 2.4))));
  const byClass = dataset.classNames.map((_, label) => Array.from({ length: 10 }, (_, place) => label + count * place));
  const validation = Math.round(trainCount / 5);
  const isRun = 'runId' in source;
  return {
    dataset,
    licence: 'MIT',
    splits: [
      {
        split: 'train',
        count: trainCount - (isRun ? validation : 0),
        classCounts: shares(trainCount - (isRun ? validation : 0), 0.01),
      },
      ...(isRun ? [{ split: 'validation' as const, count: validation, classCounts: shares(validation, 0.04) }] : []),
      { split: 'test', count: testCount, classCounts: shares(testCount) },
    ],
    samples: { byClass, batch: madeImages(checksum, imageShape, byClass.flat(), (image) => image % count) },
    duplicates: {
      train: { count: 43, contradicting: 1, pairs: [pair(19, 1204, false), pair(12, 412, true), pair(77, 1077, true)] },
      test: { count: 1, contradicting: 0, pairs: [pair(3, 93, true)] },
      across: { count: 2, contradicting: 1, pairs: [pair(204, 11, false), pair(31, 71, true)] },
    },
  };
}

function pair(first: number, second: number, sameLabel: boolean) {
  return { first, second, sameLabel };
}
