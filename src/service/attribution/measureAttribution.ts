import type { AttributionModel, AttributionPlan } from '../../core/difference/attributionPlan.js';
import { attributedGroup } from '../../core/difference/attributionPlan.js';
import { ATTRIBUTION_VERSION, type AttributionRecord } from '../../core/difference/attributionRecord.js';
import { attribute, type SeedOutcomes } from '../../core/difference/attributionResult.js';
import { AttributionError } from '../../core/difference/changeGroups.js';
import { printable } from '../../core/format.js';
import { predictedClass } from '../../core/metrics/prediction.js';
import { loadRecordedDataset } from '../../datasets/recordedDataset.js';
import { writeAttribution } from '../../runs/attributionFile.js';
import { readPredictions } from '../../runs/predictionsFile.js';
import type { StoredRun } from '../../runs/readRun.js';
import { textHash } from '../../runs/textHash.js';
import { type AttributionSetup, attributionId } from './attributionSetup.js';

/** The runs of one model, one for each seed, in the order of the seeds. */
export interface MeasuredModel {
  readonly model: AttributionModel;
  readonly runs: readonly StoredRun[];
}

/**
 * What each group of changes is worth, from stored predictions, kept beside the runs.
 * @throws AttributionError when runs have no evaluation, or were not made on one engine and the same images; DatasetError
 * when those are gone; Error when the disk refuses.
 */
export async function measureAttribution(
  root: string,
  plan: AttributionPlan,
  setup: AttributionSetup,
  seeds: readonly number[],
  measured: readonly MeasuredModel[],
): Promise<AttributionRecord> {
  const all = measured.flatMap(({ runs }) => runs);
  const started = requireAlike(all);
  const { test } = await loadRecordedDataset({ id: started.request.dataset, description: started.dataset });
  const outcomes = new Map<number, SeedOutcomes>();
  for (const { model, runs } of measured) {
    const ofSeeds: Uint8Array[] = [];
    for (const run of runs) ofSeeds.push(await rightImages(run, test.labels));
    outcomes.set(model.mask, ofSeeds);
  }
  const { method, groups, comparison } = plan;
  const hashOf = (side: AttributionModel['side']) =>
    textHash(measured.find(({ model }) => model.side === side)?.model.text ?? '');
  const record: AttributionRecord = {
    schemaVersion: ATTRIBUTION_VERSION,
    id: attributionId(plan, setup),
    time: Date.now(),
    method,
    first: { name: comparison.first.name, hash: hashOf('first') },
    second: { name: comparison.second.name, hash: hashOf('second') },
    seeds,
    imageCount: test.labels.length,
    dataset: { name: started.dataset.name, checksum: started.dataset.checksum },
    engine: started.engine.id,
    groups: groups.map(attributedGroup),
    nodes: measured.map(({ model, runs }) => ({
      applied: model.applied,
      name: model.name,
      accuracy: meanOf(outcomes.get(model.mask) ?? []),
      runIds: runs.map(({ runId }) => runId),
    })),
    result: attribute(method, groups.length, outcomes),
  };
  await writeAttribution(root, record);
  return record;
}

function requireAlike(runs: readonly StoredRun[]) {
  const [first] = runs;
  const started = first?.state.started;
  if (started === undefined) throw new AttributionError('There is no run to measure.');
  for (const { state, runId } of runs) {
    if (state.evaluation === undefined || state.started === undefined)
      throw new AttributionError(`The run ${printable(runId)} has no evaluation.`, 'Train it again.');
    if (state.started.dataset.checksum !== started.dataset.checksum)
      throw new AttributionError('The runs were not made on the same images.', 'Train them all again.');
    if (state.started.engine.id !== started.engine.id)
      throw new AttributionError(
        `The runs were made on different engines: ${printable(started.engine.id)} and ${printable(state.started.engine.id)}.`,
        'Choose one of them, and train on it what is missing.',
      );
  }
  return started;
}

async function rightImages(run: StoredRun, labels: ArrayLike<number>): Promise<Uint8Array> {
  const { probabilities, count, classCount } = await readPredictions(run.folder, run.state);
  if (count !== labels.length)
    throw new AttributionError(`The run ${printable(run.runId)} was tested on ${count} images, not ${labels.length}.`);
  return Uint8Array.from({ length: count }, (_, image) =>
    predictedClass(probabilities, image, classCount) === labels[image] ? 1 : 0,
  );
}

function meanOf(outcomes: SeedOutcomes): number {
  let [right, count] = [0, 0];
  for (const images of outcomes) {
    count += images.length;
    for (const one of images) right += one;
  }
  return count === 0 ? 0 : right / count;
}
