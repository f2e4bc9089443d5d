import { DEFAULT_MARGIN } from '../../src/core/comparison/defaultMargin.js';
import { judge } from '../../src/core/comparison/judge.js';
import type { JudgedRun } from '../../src/core/comparison/judgedRun.js';
import { honestReportOf } from '../../src/core/honesty/honestReport.js';
import { setupOf } from '../../src/core/run/comparison.js';
import { definitionDifferences } from '../../src/core/run/definitionDifferences.js';
import { restore, restoreColumns } from '../../src/core/samples/quantisedColumns.js';
import type { SampleColumns } from '../../src/core/samples/sampleColumns.js';
import type { DataSource, PageDataRequests, ShownRun } from '../../src/protocol/page.js';
import { RemoteError } from '../../src/protocol/remoteError.js';
import type { ReportAnswer, ReportData } from '../../src/protocol/report.js';
import type { SampleInspection, Split, SplitSamples } from '../../src/protocol/samples.js';
import { ReportImages } from './reportImages.js';

/** Answers to what a page asks beyond the state of runs. */
export type ReportAnswers = {
  readonly [Name in keyof PageDataRequests]: (
    params: PageDataRequests[Name]['params'],
  ) => PageDataRequests[Name]['result'];
};

/** What a report can say; for the rest, where it can be had. */
export function reportAnswers(data: ReportData): ReportAnswers {
  const images = new ReportImages(data.images);
  for (const { answer } of data.datasets) if ('value' in answer) images.add('train', answer.value.samples.batch);
  const runOf = (runId: string): ShownRun => {
    const run = data.snapshot.runs.find((candidate) => candidate.runId === runId);
    if (run === undefined) throw notThere('There is no such run in this report.');
    return run;
  };
  const storedOf = (runId: string, split: Split) => {
    if (split !== 'test') throw notThere('A report holds what runs say of test images alone.');
    const stored = data.samples.find((candidate) => candidate.runId === runId);
    if (stored === undefined) throw notThere('The run has not been evaluated.');
    return answered(stored.answer);
  };
  const viewOf = (source: DataSource) => {
    const found =
      'runId' in source ? data.datasets.find(({ runIds }) => runIds.includes(source.runId)) : data.datasets[0];
    if (found === undefined) throw notThere('Nothing is known of the images.');
    return answered(found.answer);
  };
  const columnsOf = (runId: string): SampleColumns | null => {
    const stored = data.samples.find((candidate) => candidate.runId === runId);
    return stored !== undefined && 'value' in stored.answer ? restoreColumns(stored.answer.value.columns) : null;
  };
  const judgedRunOf = (runId: string) => reportedRun(runOf(runId), columnsOf(runId), data.definitionHashes?.[runId]);
  return {
    readSamples: ({ runId, split }): SplitSamples => {
      const { columns, rest } = storedOf(runId, split);
      const numbers = Uint32Array.from({ length: columns.count }, (_, row) => row);
      return { ...restoreColumns(columns), ...rest, split, images: numbers };
    },
    readImages: ({ split, indices, ...source }) => {
      const { checksum, imageShape } =
        ('runId' in source ? runOf(source.runId).state.started : undefined)?.dataset ?? viewOf(source).dataset;
      return images.read(checksum, imageShape, split, indices);
    },
    inspectSample: ({ runId, split, image }): SampleInspection => {
      const { columns, top } = storedOf(runId, split);
      const { perImage } = top;
      const row = top.images.indexOf(image);
      if (row < 0)
        throw notThere('The report holds the most probable classes of those images alone that a run gets wrong.');
      const probabilities = restore(top.probabilities.subarray(row * perImage, (row + 1) * perImage), 1);
      return {
        label: columns.labels[image] ?? 0,
        top: Array.from(probabilities, (probability, place) => ({
          classIndex: top.classes[row * perImage + place] ?? 0,
          probability: Number.isNaN(probability) ? null : probability,
        })),
      };
    },
    inspectLayers: () => {
      throw notThere('What the layers make of an image is computed when it is looked at.');
    },
    readLayerEvidence: ({ runId }) => {
      const found = data.layers?.find((candidate) => candidate.runId === runId);
      if (found === undefined) throw notThere("The run's layers had not been looked at when the report was made.");
      return found.answer;
    },
    readLayerTable: ({ runId }) => data.layers?.find((candidate) => candidate.runId === runId)?.answer ?? null,
    findNearest: () => {
      throw notThere('Training images are not in the report.');
    },
    gradCam: mapsNotThere,
    occlude: mapsNotThere,
    findNearestFeatures: mapsNotThere,
    readDataset: viewOf,
    readDataCheck: () => {
      throw notThere('Images are judged in VS Code.');
    },
    augmentSamples: () => {
      throw notThere('What augmentation does to images is computed when it is looked at.');
    },
    attributionCost: () => {
      throw notThere('Differences are attributed in VS Code.');
    },
    attributionOf: ({ first, second }) =>
      data.attributions?.find((one) => one.first === first && one.second === second)?.record ?? null,
    judgement: ({ runIds }) => {
      const stored = data.judgement;
      if (stored?.runIds.join('\n') === runIds.join('\n')) return answered(stored.answer);
      // Some of the runs, or in another order.
      const margin = stored !== undefined && 'value' in stored.answer ? stored.answer.value.margin : DEFAULT_MARGIN;
      return judge(runIds.map(judgedRunOf), { margin });
    },
    honestScores: ({ runIds }) => {
      const { honest, judgement } = data;
      if (honest === undefined) return null;
      if (honest.runIds.join('\n') === runIds.join('\n')) return honest.answer;
      const margin =
        judgement !== undefined && 'value' in judgement.answer ? judgement.answer.value.margin : DEFAULT_MARGIN;
      const runs = runIds.map(judgedRunOf);
      return honestReportOf(runs, honest.doubts, { margin }) ?? null;
    },
    compareDefinitions: ({ first, second }) => {
      const [one, other] = [runOf(first).state.started, runOf(second).state.started];
      return one === undefined || other === undefined ? [] : definitionDifferences(one, other);
    },
  };
}

function reportedRun(
  { runId, state: { started } }: ShownRun,
  samples: SampleColumns | null,
  definitionHash: string | undefined,
): JudgedRun {
  const seedPlan = started?.request.seedPlan;
  return {
    runId,
    modelName: started?.modelName ?? runId,
    setup: started === undefined ? runId : setupOf(started),
    seed: started?.request.seed ?? null,
    ...(seedPlan === undefined ? {} : { seedPlan }),
    ...(definitionHash === undefined ? {} : { definitionHash }),
    testKey: started?.dataset.checksum ?? '',
    classNames: started?.dataset.classNames ?? [],
    samples,
  };
}

function answered<T>(answer: ReportAnswer<T>): T {
  if ('value' in answer) return answer.value;
  const { message, code, advice } = answer.problem;
  throw new RemoteError(message, code, advice);
}

function mapsNotThere(): never {
  throw notThere('The model itself is not in the report, and these are computed by it when an image is looked at.');
}

function notThere(message: string): RemoteError {
  return new RemoteError(message, 'not-in-report', 'Open the run in VS Code to see it.');
}
