import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabelledImages } from '../../src/core/dataset.js';
import type { Evaluation } from '../../src/core/metrics/evaluation.js';
import { writeTensors } from '../support/tensorFile.js';
import { runPython } from './kerasCases.js';

/** Largest difference between a figure and scikit-learn's: what is left is the rounding of stored probabilities. */
export const METRIC_TOLERANCE = 1e-6;

/** One figure, or one table of figures, against scikit-learn's. */
export interface MetricComparison {
  readonly name: string;
  /** The run's figure and scikit-learn's; null for a table. */
  readonly own: number | null;
  readonly reference: number | null;
  readonly difference: number;
}

/** Has scikit-learn compute a run's figures anew from its stored predictions. */
export async function metricsParity(
  runFolder: string,
  evaluation: Evaluation,
  test: LabelledImages,
  python: { readonly python: string; readonly scripts: string },
): Promise<MetricComparison[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bakeoff-metrics-'));
  try {
    const bytes = readFileSync(join(runFolder, 'predictions.bin'));
    writeTensors(join(folder, 'predictions'), {
      probabilities: { dtype: 'float32', shape: [test.count, evaluation.classes.length], data: bytes },
      labels: { dtype: 'int32', shape: [test.count], data: Int32Array.from(test.labels) },
    });
    writeFileSync(join(folder, 'evaluation.json'), JSON.stringify(evaluation));
    const output = await runPython(python.python, [join(python.scripts, 'check_metrics.py'), folder]);
    const rows = JSON.parse(output) as [string, number | null, number | null, number][];
    return rows.map(([name, own, reference, difference]) => ({ name, own, reference, difference }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
