import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { largestDifference } from '../../src/core/run/verification.js';
import { loadDataset } from '../../src/datasets/index.js';
import { FeatureCache } from '../../src/features/featureCache.js';
import { readPredictions } from '../../src/runs/predictionsFile.js';
import { readRun } from '../../src/runs/readRun.js';
import { readWeights } from '../../src/runs/weightsFile.js';
import { openTrainedModel } from '../../src/trainer/trainedModel.js';
import {
  type Attempt,
  crash,
  epochsOf,
  makeImages,
  outcomeOf,
  requestOf,
  resumeRun,
  startRun,
  triedEngines,
} from '../support/faultRuns.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();

/** Frozen, for fine-tuning, and learned from the start; batch norm and dropout among them. */
const text = `{
  "name": "phases",
  "layers": [
    { "type": "rescale", "scale": 0.00392 },
    { "type": "conv2d", "name": "deep", "filters": 8, "kernelSize": 3, "activation": "relu", "trainable": false },
    { "type": "batchNormalization", "name": "deepNorm", "trainable": false },
    { "type": "conv2d", "name": "late", "filters": 8, "kernelSize": 3, "activation": "relu", "trainable": "fineTuning" },
    { "type": "batchNormalization", "name": "lateNorm", "trainable": "fineTuning" },
    { "type": "globalAveragePooling2d", "name": "pool" },
    { "type": "dropout", "rate": 0.2 },
    { "type": "dense", "units": 3, "activation": "softmax" }
  ],
  "training": {
    "optimizer": { "type": "adamW", "learningRate": 0.01 },
    "learningRateSchedule": { "type": "cosine" },
    "batchSize": 32,
    "epochs": 3,
    "callbacks": [
      { "type": "bestCheckpoint", "monitor": "validationLoss" },
      { "type": "earlyStopping", "monitor": "loss", "patience": 50, "restoreBestWeights": true }
    ],
    "fineTuning": { "epochs": 3, "learningRate": 0.001 }
  }
}
`;

describe.each(triedEngines)('%s: a training in two phases', (engine) => {
  const cacheOf = (name: string) => path.join(temporary.path, name);
  beforeEach(() => {
    process.env.BAKEOFF_FEATURE_FOLDER = cacheOf('cache');
  });
  afterEach(() => {
    process.env.BAKEOFF_FEATURE_FOLDER = '';
    process.env.BAKEOFF_FEATURE_CACHE = '';
  });

  it('ends in the same bits: cached or not, killed in either phase or between them', { timeout: 240_000 }, async () => {
    const request = requestOf(engine, makeImages(temporary.path), text);
    const root = path.join(temporary.path, 'runs');
    const sources = async ({ folder }: Attempt) =>
      (await readRun(folder)).state.phases?.map(({ phase, firstEpoch, features }) => {
        return [phase, firstEpoch, features?.layer, features?.source];
      });

    const first = await startRun(root, request);
    const events = await first.events;
    expect(events.at(-1)).toMatchObject({ type: 'runCompleted' });
    const outcome = await outcomeOf(first.folder);
    expect(outcome.status).toBe('completed');
    expect(outcome.weights).toBe(outcome.weightsHash);
    expect((outcome.epochs as unknown[]).length).toBe(6);
    expect(events.filter(({ type }) => type === 'phaseStarted')).toMatchObject([
      { phase: 'head', firstEpoch: 1, epochs: 3, learningRate: 0.01, trainedParameterCount: 27 },
      { phase: 'fineTuning', firstEpoch: 4, epochs: 3, learningRate: 0.001, trainedParameterCount: 27 + 584 + 16 },
    ]);
    expect(await sources(first)).toEqual([
      ['head', 1, 'pool', 'computed'],
      ['fineTuning', 4, 'deepNorm', 'computed'],
    ]);
    // All weights of the model are stored, those of frozen layers too.
    expect(Object.keys(await readWeights(first.folder))).toHaveLength(14);

    // Of a finished run the whole model is asked, from images: features in half precision are but a little off.
    const model = await openTrainedModel(first.folder, { isInspected: true });
    const { probabilities } = await readPredictions(first.folder, (await readRun(first.folder)).state);
    const { test } = await loadDataset(request.dataset);
    const again = await model.session.predictImages(test.images, test.count);
    expect(largestDifference(probabilities, again)).toBeLessThan(2e-3);
    expect(Object.keys(await model.session.activations(test.images.subarray(0, 16 * 12), 1))).toContain('deepNorm');
    model.session.dispose();

    const second = await startRun(root, request);
    await second.events;
    expect(await sources(second)).toEqual([
      ['head', 1, 'pool', 'cache'],
      ['fineTuning', 4, 'deepNorm', 'cache'],
    ]);
    expect(await outcomeOf(second.folder)).toEqual(outcome);

    process.env.BAKEOFF_FEATURE_CACHE = '0';
    process.env.BAKEOFF_FEATURE_FOLDER = cacheOf('other');
    const unkept = await startRun(root, request);
    await unkept.events;
    expect((await sources(unkept))?.map(([, , , source]) => source)).toEqual(['computed', 'computed']);
    expect(await outcomeOf(unkept.folder)).toEqual(outcome);
    process.env.BAKEOFF_FEATURE_CACHE = '';
    process.env.BAKEOFF_FEATURE_FOLDER = cacheOf('cache');

    for (const epoch of [1, 3, 4]) {
      const attempt = await startRun(root, request);
      await epochsOf(attempt.folder, epoch);
      const wasKilled = await crash(attempt, 0);
      if (epoch === 3) rmSync(cacheOf('cache'), { recursive: true, force: true });
      if (wasKilled) {
        const resumed = await resumeRun(attempt.folder);
        expect((await resumed.events)[0]).toMatchObject({ type: 'runResumed' });
      }
      expect(await outcomeOf(attempt.folder)).toEqual(outcome);
    }
    expect(await new FeatureCache(cacheOf('cache'), 1e9).list()).toHaveLength(2);
  });
});
