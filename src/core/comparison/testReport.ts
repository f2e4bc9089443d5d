import type { Outcome } from './expectations.js';

/** What came of testing a comparison by its stored runs. Plain data. */
export interface TestReport {
  readonly outcomes: readonly Outcome[];
  /** In the order of the comparison. */
  readonly models: readonly ReportedModel[];
  /** Images that all were tested on; 0 where nothing was judged. */
  readonly testCount: number;
  /** Differences of accuracy up to this size do not matter, 0..1. */
  readonly margin: number;
}

/** Which runs a model was tested by. */
export interface ReportedModel {
  /** How the comparison calls it. */
  readonly key: string;
  readonly runIds: readonly string[];
  /** Seeds that the comparison asks for; of a plan the fewest. */
  readonly seedCount: number;
}

/** Models of which not all seeds are trained, though some are: what is said of them rests on fewer. */
export function incompleteModels({ models }: TestReport): readonly ReportedModel[] {
  return models.filter(({ runIds, seedCount }) => runIds.length > 0 && runIds.length < seedCount);
}
