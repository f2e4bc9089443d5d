import { join } from 'node:path';
import { runPython } from './kerasCases.js';

/** Scripts that made what the tests hold our statistics against. */
const scripts = ['make_statistics_fixture.py', 'make_comparison_fixture.py'];

/**
 * Has SciPy, statsmodels and scikit-learn say again what the stored figures of proportions, calibration and comparisons say.
 * A line for each fixture. @throws Error with what differs.
 */
export async function statisticsParity(python: string, root: string): Promise<string[]> {
  const lines: string[] = [];
  for (const script of scripts)
    lines.push((await runPython(python, [join(root, 'test', 'parity', script), '--check'])).trim());
  return lines;
}
