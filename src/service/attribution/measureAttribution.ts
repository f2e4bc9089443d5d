import type { AttributionModel, AttributionPlan } from '../../core/difference/attributionPlan.js';
import { attributedGroup } from '../../core/difference/attributionPlan.js';
import {
  type AskedAttribution,
  ATTRIBUTION_VERSION,
  type AttributionRecord,
  MOST_FAILED,
  type UnfinishedAttribution,
} from '../../core/difference/attributionRecord.js';
import { attribute, type SeedOutcomes } from '../../core/difference/attributionResult.js';
import { AttributionError } from '../../core/difference/changeGroups.js';
import { measurableModels } from '../../core/difference/measurableModels.js';
import { formatQuantity, printable } from '../../core/format.js';
import { predictedClass } from '../../core/metrics/prediction.js';
import { loadRecordedDataset } from '../../datasets/recordedDataset.js';
import { writeAttribution } from '../../runs/attributionFile.js';
import { readPredictions } from '../../runs/predictionsFile.js';
import type { StoredRun } from '../../runs/readRun.js';
import { textHash } from '../../runs/textHash.js';
import { type AttributionSetup, attributionId } from './attributionSetup.js';

/** The runs of one model, one for each seed that was asked for, in their order; undefined for what has not been trained. */
export interface MeasuredModel {
  readonly model: AttributionModel;
  readonly runs: readonly (StoredRun | undefined)[];
}

/** What an attribution is measured from. */
export interface AttributionMeasurement {
  readonly plan: AttributionPlan;
  readonly setup: AttributionSetup;
  readonly asked: AskedAttribution;
  /** All models of the plan, in its order. */
  readonly measured: readonly MeasuredModel[];
  /** Trainings that were tried and failed. */
  readonly failed: UnfinishedAttribution['failed'];
}

/**
 * What each group of changes is worth, from stored predictions, kept beside the runs. Where runs are missing it is what can be
 * told without them, and says so.
 * @throws AttributionError when nothing can be told yet, runs have no evaluation, or were not made on one engine and the same
 * images; DatasetError when those are gone; Error when the disk refuses.
 */
export async function measureAttribution(root: string, of: AttributionMeasurement): Promise<AttributionRecord> {
  const { plan, setup, asked, measured, failed } = of;
  const { method, groups, comparison } = plan;
  const usable = measurableModels(measured.map(({ runs }) => runs.map((run) => run !== undefined)));
  const used = measured.map(({ model, runs }, place) => ({
    model,
    runs: usable.models.includes(place) ? usable.seeds.flatMap((seed) => runs[seed] ?? []) : [],
  }));
  const trained = measured.flatMap(({ runs }) => runs).filter((run) => run !== undefined).length;
  const wanted = measured.length * asked.seeds.length;
  const started = requireAlike(used.flatMap(({ runs }) => runs));
  const { test } = await loadRecordedDataset({ id: started.request.dataset, description: started.dataset });
  const outcomes = new Map<number, SeedOutcomes>();
  for (const { model, runs } of used) {
    if (runs.length === 0) continue;
    const ofSeeds: Uint8Array[] = [];
    for (const run of runs) ofSeeds.push(await rightImages(run, test.labels));
    outcomes.set(model.mask, ofSeeds);
  }
  const result = attribute(method, groups.length, outcomes);
  if (result.total === null && result.steps.every((step) => step === null)) throw nothingYet(trained, wanted, failed);
  const hashOf = (side: AttributionModel['side']) =>
    textHash(measured.find(({ model }) => model.side === side)?.model.text ?? '');
  const record: AttributionRecord = {
    schemaVersion: ATTRIBUTION_VERSION,
    id: attributionId(plan, setup),
    time: Date.now(),
    method,
    first: { name: comparison.first.name, hash: hashOf('first') },
    second: { name: comparison.second.name, hash: hashOf('second') },
    seeds: usable.seeds.flatMap((place) => asked.seeds[place] ?? []),
    imageCount: test.labels.length,
    dataset: { name: started.dataset.name, checksum: started.dataset.checksum },
    engine: started.engine.id,
    groups: groups.map(attributedGroup),
    nodes: used.map(({ model, runs }) => ({
      applied: model.applied,
      name: model.name,
      accuracy: meanOf(outcomes.get(model.mask) ?? []),
      runIds: runs.map(({ runId }) => runId),
    })),
    result,
    asked,
    ...(trained === wanted ? {} : { unfinished: { wanted, trained, failed: failed.slice(0, MOST_FAILED) } }),
  };
  await writeAttribution(root, record);
  return record;
}

function nothingYet(trained: number, wanted: number, failed: UnfinishedAttribution['failed']): AttributionError {
  const [first] = failed;
  const why =
    first === undefined
      ? ''
      : ` ${printable(first.name)}, seed ${first.seed}, could not be trained: ${printable(first.message)}`;
  return new AttributionError(
    `Nothing can be told yet: ${trained} of ${formatQuantity(wanted, 'training')} are there.${why}`,
    'Attribute the same difference again to go on from here.',
  );
}

function requireAlike(runs: readonly StoredRun[]) {
  const [first] = runs;
  const started = first?.state.started;
  if (started === undefined) throw new AttributionError('Nothing has been trained yet.');
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

function meanOf(outcomes: SeedOutcomes): number | null {
  let [right, count] = [0, 0];
  for (const images of outcomes) {
    count += images.length;
    for (const one of images) right += one;
  }
  return count === 0 ? null : right / count;
}
