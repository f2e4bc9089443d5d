import type { RawPredictions, RawRun } from '../../core/comparison/rawRun.js';
import { printable } from '../../core/format.js';
import { setupOf } from '../../core/run/comparison.js';
import type { RunRequest } from '../../core/run/request.js';
import { PredictionsError, readPredictions } from '../../runs/predictionsFile.js';
import { plannedModelHash } from '../../runs/seedPlanMark.js';
import type { DatasetShelf } from '../datasetShelf.js';
import { RunImageFinder, type RunImages } from '../runImages.js';
import { remoteErrorOf } from '../serviceErrors.js';

/**
 * Reads what is stored of runs to judge them, by their folders, in their order. What cannot be had of a run (predictions,
 * the images it was tested on) is why it has none. @throws the signal's reason.
 */
export async function collectRuns(
  shelf: DatasetShelf,
  folders: readonly string[],
  signal: AbortSignal,
): Promise<RawRun[]> {
  const finder = new RunImageFinder(shelf);
  const runs: RawRun[] = [];
  for (const folder of folders) {
    signal.throwIfAborted();
    runs.push(await collectRun(finder, folder));
  }
  return runs;
}

async function collectRun(finder: RunImageFinder, folder: string): Promise<RawRun> {
  const nameless = { runId: folder, modelName: folder, setup: folder, seed: null, testKey: '', classNames: [] };
  try {
    const started = await finder.started(folder);
    const { runId, modelName, dataset, request } = started;
    const { checksum, classNames } = dataset;
    const identity = {
      runId,
      modelName,
      setup: setupOf(started),
      seed: request.seed,
      ...planOf(request),
      testKey: checksum,
      classNames,
    };
    try {
      const run = await finder.find(folder);
      const test = await predictionsOf(run, 'test');
      const validation = await keptValidation(run);
      return { ...identity, test, ...(validation === undefined ? {} : { validation }) };
    } catch (error) {
      const failure = await finder.failure(folder);
      const missing = failure === undefined ? reasonOf(error) : `it failed: ${printable(failure.replace(/\.$/, ''))}`;
      return { ...identity, test: null, missing };
    }
  } catch (error) {
    return { ...nameless, test: null, missing: reasonOf(error) };
  }
}

/** Which plan of seeds a run was trained by, and which of a plan's models it is of. */
function planOf({ seedPlan, definitionText }: RunRequest): Pick<RawRun, 'seedPlan' | 'definitionHash'> {
  return { definitionHash: plannedModelHash(definitionText), ...(seedPlan === undefined ? {} : { seedPlan }) };
}

async function predictionsOf(run: RunImages, split: 'test' | 'validation'): Promise<RawPredictions> {
  const { probabilities } = await readPredictions(run.folder, run, split);
  const all = await run.dataset.labels(split === 'test' ? 'test' : 'train');
  return { probabilities, labels: Uint8Array.from(run.imagesOf(split), (image) => all[image] ?? 0) };
}

/** A damaged file is as good as none: only the temperature needs it. */
async function keptValidation(run: RunImages): Promise<RawPredictions | undefined> {
  if (run.started.validationCount === 0) return undefined;
  try {
    return await predictionsOf(run, 'validation');
  } catch (error) {
    if (error instanceof PredictionsError) return undefined;
    throw error;
  }
}

function reasonOf(error: unknown): string {
  const { message } = remoteErrorOf(error);
  return printable(message.replace(/\.$/, '')).replace(/^The run/, 'the run');
}
