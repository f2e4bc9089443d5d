import { type TestedComparison, testExpectations } from '../../core/comparison/expectations.js';
import { judge } from '../../core/comparison/judge.js';
import type { Judgement } from '../../core/comparison/judgement.js';
import type { TestedModel } from '../../core/comparison/measuredFigure.js';
import type { TestReport } from '../../core/comparison/testReport.js';
import type { ComparisonDefinition } from '../../core/definition/definition.js';
import { modelKeysOf } from '../../core/definition/modelKeys.js';
import type { RunRequest } from '../../core/run/request.js';
import { findSameRuns } from '../../runs/findSameRun.js';
import type { StoredRun } from '../../runs/readRun.js';

/** A comparison that is tested by runs that are stored. */
export interface ComparisonTest {
  readonly definition: Pick<ComparisonDefinition, 'expectations' | 'models' | 'seedPlan'>;
  /** Absolute runs root. */
  readonly root: string;
  /** The trainings that the comparison stands for: a row for each model, in it one for each seed. */
  readonly requests: readonly (readonly RunRequest[])[];
  /** The images and the engine that would be used now. */
  readonly checksum: string;
  readonly engineId: string;
  /** 0..1 */
  readonly margin: number;
}

/** Judges runs by their folders. */
export type Judging = (folders: readonly string[], margin: number, signal: AbortSignal) => Promise<Judgement>;

/** What was found of a comparison's runs. */
export interface FoundRuns {
  /** For each model its complete runs, a seed each. */
  readonly runs: readonly (readonly StoredRun[])[];
  /** For each model the places in its requests without one, of those that it has to have. */
  readonly lacking: readonly (readonly number[])[];
  /** For each model a run's folder for each of its requests; null where there is no complete run. */
  readonly folders: readonly (readonly (string | null)[])[];
  /** Seeds that each model has to have: of a plan the fewest. */
  readonly seedCount: number;
}

/**
 * Looks for the newest complete run of each training of a comparison: the same definition, recipe, images, split, seed and
 * engine (`findSameRuns`). Of a plan of seeds as many as there are.
 */
export async function findComparisonRuns(test: ComparisonTest, signal: AbortSignal): Promise<FoundRuns> {
  const { root, requests, checksum, engineId, definition } = test;
  const seedCount = definition.seedPlan?.minimum ?? requests[0]?.length ?? 1;
  const runs: StoredRun[][] = [];
  const lacking: number[][] = [];
  const folders: (string | null)[][] = [];
  for (const ofModel of requests) {
    signal.throwIfAborted();
    const wanted = ofModel.map((request) => ({ request, checksum, engineId }));
    const same = await findSameRuns(root, wanted, 'complete');
    const found: StoredRun[] = [];
    const absent: number[] = [];
    const places: (string | null)[] = [];
    for (const [place, one] of same.entries()) {
      places.push(one?.run.folder ?? null);
      if (one !== undefined) found.push(one.run);
      else if (place < seedCount) absent.push(place);
    }
    runs.push(found);
    lacking.push(absent);
    folders.push(places);
  }
  return { runs, lacking, folders, seedCount };
}

/** Tests a comparison by the runs that were found. @throws what `judging` throws; the signal's reason. */
export async function testComparison(
  { definition, margin }: Pick<ComparisonTest, 'definition' | 'margin'>,
  { runs, seedCount }: Pick<FoundRuns, 'runs' | 'seedCount'>,
  judging: Judging,
  signal: AbortSignal,
): Promise<TestReport> {
  const keys = modelKeysOf(definition.models.map(({ path }) => path));
  // Two files with one text are one training.
  const folders = [...new Set(runs.flat().map(({ folder }) => folder))];
  const judgement = folders.length === 0 ? judge([], { margin }) : await judging(folders, margin, signal);
  const models = keys.map((key, index) => testedModel(key, seedCount, runs[index] ?? []));
  const tested: TestedComparison = { expectations: definition.expectations ?? [], models, judgement };
  return {
    outcomes: testExpectations(tested),
    models: models.map((model) => ({ key: model.key, runIds: model.runIds, seedCount })),
    testCount: judgement.testCount,
    margin,
  };
}

function testedModel(key: string, seedCount: number, runs: readonly StoredRun[]): TestedModel {
  const started = runs[0]?.state.started;
  return {
    key,
    seedCount,
    // As the judgement has it, whatever its folder is called by now.
    runIds: runs.map(({ runId, state }) => state.started?.runId ?? runId),
    evaluations: runs.flatMap(({ state }) => state.evaluation ?? []),
    parameterCount: started?.parameterCount ?? null,
    macs: started?.macs ?? null,
  };
}
