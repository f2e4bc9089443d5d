import type { TestReport } from '../core/comparison/testReport.js';
import type { RunRequest } from '../core/run/request.js';

/** What the service does to test comparisons. */
export interface ExpectationRequests {
  /** Holds the models of a comparison to what it expects of them, by their newest complete runs. Trains nothing. */
  readonly testComparison: {
    readonly params: {
      /** Absolute runs root. */
      readonly root: string;
      /** Of the comparison, without an error. */
      readonly text: string;
      /** The trainings that it stands for: a row for each model, in it one for each seed. */
      readonly requests: readonly (readonly RunRequest[])[];
      /** Differences of accuracy up to this size do not matter, 0..1. */
      readonly margin: number;
    };
    readonly result: TestedByService;
  };
}

/** What came of it. */
export interface TestedByService {
  readonly report: TestReport;
  /** For each model the folder of the complete run of each of its requests; null where there is none. */
  readonly folders: readonly (readonly (string | null)[])[];
}
