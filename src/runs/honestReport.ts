import type { JudgedRun } from '../core/comparison/judgedRun.js';
import { type DatasetDoubts, type HonestReport, honestReportOf } from '../core/honesty/honestReport.js';
import { type Overlay, overlayOf } from '../core/honesty/imageJudgements.js';
import { setupOf } from '../core/run/comparison.js';
import { sampleColumns } from '../core/samples/sampleColumns.js';
import { readFindings } from './findingsStore.js';
import { readJudgements } from './judgementLog.js';
import { PredictionsError, readPredictions } from './predictionsFile.js';
import type { StoredRun } from './readRun.js';
import { plannedModelHash } from './seedPlanMark.js';

/**
 * What becomes of runs' scores without what is in doubt about their test images; undefined where nothing is known to be in
 * doubt. Runs of other images than the first evaluated one are left out. `labelsOf`: of a run's test images.
 */
export async function honestReport(
  root: string,
  runs: readonly StoredRun[],
  labelsOf: (run: StoredRun) => Promise<Uint8Array>,
  { margin }: { readonly margin?: number | undefined } = {},
): Promise<HonestReport | undefined> {
  const evaluated = runs.filter(({ state }) => state.evaluation !== undefined);
  const [first] = evaluated;
  const checksum = first?.state.started?.dataset.checksum;
  if (first === undefined || checksum === undefined) return undefined;
  const doubts = await readDoubts(root, checksum);
  if (doubts === undefined) return undefined;
  const same = evaluated.filter(({ state }) => state.started?.dataset.checksum === checksum);
  const labels = await labelsOf(first);
  const judged = (await Promise.all(same.map((run) => judgedRun(run, labels)))).flat();
  return honestReportOf(judged, doubts, { margin });
}

/** What is known to be in doubt about the images with that checksum; undefined where nothing is. Never throws. */
export async function readDoubts(root: string, checksum: string): Promise<DatasetDoubts | undefined> {
  const [findings, { judgements }] = await Promise.all([readFindings(root, checksum), readJudgements(root, checksum)]);
  const isNothing = findings.duplicates === undefined && findings.labels === undefined && judgements.length === 0;
  return isNothing ? undefined : { findings, judgements };
}

/** What people say of a dataset's images now. */
export async function readOverlay(root: string, checksum: string): Promise<Overlay> {
  return overlayOf((await readJudgements(root, checksum)).judgements);
}

/** A run whose predictions are gone or damaged is none. */
async function judgedRun({ runId, folder, state }: StoredRun, labels: Uint8Array): Promise<JudgedRun[]> {
  const { started } = state;
  if (started === undefined) return [];
  try {
    const { probabilities, classCount } = await readPredictions(folder, state);
    return [
      {
        runId,
        modelName: started.modelName,
        setup: setupOf(started),
        seed: started.request.seed,
        definitionHash: plannedModelHash(started.request.definitionText),
        ...(started.request.seedPlan === undefined ? {} : { seedPlan: started.request.seedPlan }),
        testKey: started.dataset.checksum,
        classNames: started.dataset.classNames,
        samples: sampleColumns(probabilities, labels, classCount),
      },
    ];
  } catch (error) {
    if (error instanceof PredictionsError || error instanceof RangeError) return [];
    throw error;
  }
}
