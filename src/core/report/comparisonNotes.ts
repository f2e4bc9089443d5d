import { printable } from '../format.js';
import type { ComparisonTable } from '../run/comparison.js';
import type { RunState } from '../run/state.js';
import { backboneLine, datasetLine, engineLine, sampleNote, splitLine, versionsLine } from './provenance.js';

/** What stands below a comparison's table: how each fits, which images, what computed, which runs, and what must be known. */
export interface ComparisonNotes {
  readonly fits: readonly string[];
  readonly facts: readonly string[];
  readonly warnings: readonly string[];
}

/** The notes of a comparison, printable. `states`: those that it was made of. */
export function comparisonNotes(comparison: ComparisonTable, states: readonly RunState[]): ComparisonNotes {
  const started = states.flatMap((state) => state.started ?? []);
  const unique = (lines: readonly string[]) => [...new Set(lines)];
  const runIds = comparison.rows.flatMap((row) => row.runs.map(({ runId }) => printable(runId)));
  return {
    fits: comparison.rows.flatMap((row) =>
      row.fit === null ? [] : `${printable(row.modelName)}: ${row.fit.sentence}`,
    ),
    facts: [
      ...unique(started.map(({ dataset }) => `Images: ${datasetLine(dataset)}`)),
      ...unique(
        started.flatMap((run) =>
          (run.backbones ?? []).map((record) => `${printable(run.modelName)}, ${backboneLine(record)}`),
        ),
      ),
      ...unique(started.map((run) => `Split: ${splitLine(run)}`)),
      ...unique(started.map((run) => `Engine: ${engineLine(run.engine)}; ${versionsLine(run)}`)),
      `Runs: ${runIds.join(', ')}`,
    ],
    warnings: [
      ...unique(started.flatMap(({ dataset }) => sampleNote(dataset) ?? [])),
      ...comparison.warnings.map(({ message }) => printable(message)),
    ],
  };
}
