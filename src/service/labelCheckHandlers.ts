import { type FoldPredictions, labelFindings } from '../core/honesty/labelFindings.js';
import { RemoteError } from '../protocol/remoteError.js';
import type { ImageOrigin } from '../protocol/service.js';
import { writeFindings } from '../runs/findingsStore.js';
import { findSameRuns } from '../runs/findSameRun.js';
import { foldPredictions } from '../runs/foldRuns.js';
import { labelRun } from '../runs/labelFile.js';
import { readRun } from '../runs/readRun.js';
import type { PredictSplitMessage } from '../runs/trainerMessages.js';
import { runTrainerTask } from '../runs/trainerTask.js';
import type { ShelvedDataset } from './datasetShelf.js';
import type { RunRoots } from './runRoots.js';
import type { ServiceHandlers } from './serviceHandlers.js';
import { requireTrained } from './splitPredictions.js';
import { trainerEnvironment } from './trainerEnvironment.js';
import { atIntervals } from './workProgress.js';

/** Judging labels by models that have not seen them: which folds are trained, and what they say. */
export function labelCheckHandlers(
  datasetOf: (from: ImageOrigin) => Promise<ShelvedDataset>,
  entry: string,
  roots: Pick<RunRoots, 'refresh'>,
): Pick<ServiceHandlers, 'findFolds' | 'judgeLabels'> {
  return {
    async findFolds({ root, from, requests }, { signal }) {
      const { checksum } = (await datasetOf(from)).description;
      signal.throwIfAborted();
      const wanted = requests.map((request) => ({ request, checksum }));
      return (await findSameRuns(root, wanted, 'complete')).map((same) => same?.run.folder ?? null);
    },

    async judgeLabels({ root, from, folders, cores }, { signal, report }) {
      const { description, labels } = await datasetOf(from);
      const { name, checksum, classNames } = description;
      const tell = atIntervals(report);
      const folds: FoldPredictions[] = [];
      const models = new Map<string, number>();
      for (const [index, folder] of folders.entries()) {
        signal.throwIfAborted();
        const run = await readRun(folder);
        const { started } = run.state;
        if (started?.dataset.checksum !== checksum)
          throw new RemoteError(
            `${run.runId} was trained on other images.`,
            'dataset-changed',
            'Check the labels again.',
          );
        const { fold } = started.request;
        if (fold !== undefined) await labelRun(folder, `fold ${fold.index + 1} of ${fold.count}`);
        models.set(started.modelName, started.request.seed);
        const part = (share: number) =>
          tell({
            message: `Judging labels: part ${index + 1} of ${folders.length}`,
            fraction: (index + share) / folders.length,
          });
        part(0);
        folds.push(
          await foldPredictions(run, async (task) => {
            await requireTrained(folder);
            await runTrainerTask<PredictSplitMessage>(task, {
              entry,
              env: trainerEnvironment(cores),
              signal,
              onProgress: (done, total) => part(done / Math.max(1, total)),
            });
          }),
        );
      }
      await roots.refresh(folders);
      const [[modelName, seed] = ['', 0]] = models;
      const [trainLabels, testLabels] = await Promise.all([labels('train'), labels('test')]);
      const set = { dataset: { name, checksum }, classCount: classNames.length, trainLabels, testLabels };
      const found = labelFindings(set, folds, { time: Date.now(), modelName, seed });
      signal.throwIfAborted();
      await writeFindings(root, found);
      const { train, test } = found;
      return { name, train: train.suspects.length, test: test.suspects.length, accuracy: train.accuracy };
    },
  };
}
