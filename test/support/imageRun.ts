import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describeDataset } from '../../src/core/dataset.js';
import { parseModel } from '../../src/core/definition/parseModel.js';
import type { Fold } from '../../src/core/training/folds.js';
import { splitDataset } from '../../src/core/training/split.js';
import { loadDataset } from '../../src/datasets/index.js';
import { writePredictions } from '../../src/runs/predictionsFile.js';
import { runFiles } from '../../src/runs/runFolder.js';
import { RunWriter } from '../../src/runs/runWriter.js';
import { recordedRun } from './recordedRun.js';

/** Writes a run on the images of a dataset into `root`: its events, an index of weights, and predictions if given. */
export async function storeImageRun(
  root: string,
  runId: string,
  dataset: string,
  {
    probabilities,
    seed = 0,
    validationSplit = 0.25,
    modelName = 'cnn',
    fold,
    definitionText,
  }: {
    readonly probabilities?: Float32Array;
    readonly seed?: number;
    readonly validationSplit?: number;
    readonly modelName?: string;
    readonly fold?: Fold;
    /** Of a model without problems; default: none that can be read. */
    readonly definitionText?: string;
  } = {},
): Promise<string> {
  const folder = path.join(root, runId);
  mkdirSync(folder, { recursive: true });
  const description = describeDataset(await loadDataset(dataset));
  const counts = { train: description.trainCount, test: description.testCount };
  const split = splitDataset(counts, { seed, validationSplit, ...(fold === undefined ? {} : { fold }) });
  const recipe = definitionText === undefined ? undefined : parseModel(definitionText).value?.recipe;
  const writer = await RunWriter.open(folder, '{ "name": "recorded" }');
  for (const event of recordedRun({ runId, modelName }))
    writer.append(
      event.type === 'runStarted'
        ? {
            ...event,
            request: {
              ...event.request,
              dataset,
              seed,
              validationSplit,
              ...(fold === undefined ? {} : { fold }),
              ...(definitionText === undefined ? {} : { definitionText }),
            },
            recipe: recipe ?? event.recipe,
            dataset: description,
            trainCount: split.train.length,
            validationCount: split.validation.length,
            testCount: split.test.length,
          }
        : event,
    );
  await writer.close();
  writeFileSync(path.join(folder, runFiles.weightsIndex), '{}');
  if (probabilities !== undefined) await writePredictions(folder, probabilities);
  return folder;
}
