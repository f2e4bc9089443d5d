import type { HonestReport } from '../../src/core/honesty/honestReport.js';
import { honestTable, stabilitySentences } from '../../src/core/honesty/honestTable.js';
import type { Table } from '../../src/core/report/table.js';

/** Scores without the test images in doubt, as they are shown. */
export interface HonestModel {
  /** Whether the order and the verdicts survive; the first sentence is the answer. */
  readonly sentences: readonly string[];
  /** The order, or a verdict, is another one without images in doubt. */
  readonly isChanged: boolean;
  readonly table: Table;
  /** Letters of the runs of each model, in the table's order of models. */
  readonly letters: readonly (readonly string[])[];
}

/** Of models side by side, or of one. `letterOf`: the letter of a run by its id. */
export function honestModel({ views, stability }: HonestReport, letterOf: (runId: string) => string): HonestModel {
  return {
    sentences: stabilitySentences(views, stability),
    isChanged: !stability.isOrderKept || !stability.areVerdictsKept,
    table: honestTable(views),
    letters: (views[0]?.models ?? []).map(({ runIds }) => runIds.map(letterOf)),
  };
}
