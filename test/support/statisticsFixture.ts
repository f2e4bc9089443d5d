import { readFileSync } from 'node:fs';

interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** What `test/parity/make_statistics_fixture.py` wrote. */
export interface StatisticsFixture {
  readonly proportions: readonly { successes: number; count: number; interval: Bounds; interval90: Bounds }[];
  readonly f1: readonly (Bounds & { hits: number; support: number; predictedCount: number })[];
  readonly calibration: readonly {
    name: string;
    classCount: number;
    labels: number[];
    probabilities: number[];
    brierScore: number;
    logLoss: number;
    binnings: readonly {
      kind: 'width' | 'mass';
      count: number;
      expectedError: number;
      maximumError: number;
      bins: readonly {
        count: number;
        correct: number;
        meanConfidence: number | null;
        accuracy: number | null;
        interval: Bounds | null;
      }[];
    }[];
    confusion: Readonly<Record<'none' | 'true' | 'predicted', number[][]>>;
  }[];
}

/** Figures of scikit-learn and statsmodels. */
export const statisticsFixture: StatisticsFixture = JSON.parse(
  readFileSync(new URL('../fixtures/statistics.json', import.meta.url), 'utf8'),
);
