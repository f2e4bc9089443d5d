import { outcomeWords } from '../../core/comparison/expectationWords.js';
import type { TestReport } from '../../core/comparison/testReport.js';
import { parseComparison } from '../../core/definition/parseComparison.js';
import type { LastOutcome } from '../../core/language/hoverExpectation.js';
import { type TestLine, testedFile } from '../../core/report/testLines.js';

/** How a test of a comparison came out. */
export interface RememberedTest {
  /** In the order of the report's outcomes. */
  readonly lines: readonly TestLine[];
  readonly outcomes: readonly LastOutcome[];
}

/** What a report of a comparison's text says, line by line, and as it is remembered for its hovers. */
export function rememberedTest(text: string, report: TestReport): RememberedTest {
  const definition = parseComparison(text).value;
  if (definition === undefined) return { lines: [], outcomes: [] };
  const expectations = definition.expectations ?? [];
  const context = { expectations, modelPaths: definition.models.map(({ path }) => path), margin: report.margin };
  const { lines } = testedFile('', text, definition, report);
  const outcomes = report.outcomes.map((outcome): LastOutcome => {
    const { model, value, interval } = outcomeWords(outcome, context);
    const path = expectations[outcome.expectation]?.path ?? [];
    return { path, model, value, interval, status: outcome.status };
  });
  return { lines, outcomes };
}
