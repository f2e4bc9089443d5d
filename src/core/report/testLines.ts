import type { ExpectationStatus } from '../comparison/expectations.js';
import { type OutcomeWords, outcomeWords } from '../comparison/expectationWords.js';
import { incompleteModels, type TestReport } from '../comparison/testReport.js';
import type { ComparisonDefinition } from '../definition/definition.js';
import { createLineMap } from '../definition/position.js';
import { formatQuantity, printable } from '../format.js';
import type { Table, Tone } from './table.js';

/** What came of one expectation of one model, with its place: a line of every report. */
export interface TestLine extends OutcomeWords {
  /** As the person named it. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly status: ExpectationStatus;
  /** Unformatted; null where nothing was measured. */
  readonly measured: {
    readonly value: number | null;
    readonly low: number | null;
    readonly high: number | null;
  } | null;
}

/** A comparison file that was tested. */
export interface TestedFile {
  readonly file: string;
  /** The comparison's own name, printable. */
  readonly name: string;
  readonly lines: readonly TestLine[];
  /** What limits all of it: seeds that are not trained. */
  readonly notes: readonly string[];
}

/** Puts a comparison's outcomes into lines, in their order. */
export function testedFile(
  file: string,
  text: string,
  definition: ComparisonDefinition,
  report: TestReport,
): TestedFile {
  const expectations = definition.expectations ?? [];
  const modelPaths = definition.models.map(({ path }) => path);
  const places = createLineMap(text);
  const lines = report.outcomes.map((outcome): TestLine => {
    const { measured, status } = outcome;
    const { line, column } = places.positionAt(expectations[outcome.expectation]?.range.start ?? 0);
    const words = outcomeWords(outcome, { expectations, modelPaths, margin: report.margin });
    const interval = measured?.interval ?? null;
    return {
      file,
      line,
      column,
      status,
      ...words,
      measured: measured && { value: measured.value, low: interval?.low ?? null, high: interval?.high ?? null },
    };
  });
  const notes = incompleteModels(report).map(
    ({ key, runIds, seedCount }) =>
      `${printable(key)}: ${runIds.length} of ${formatQuantity(seedCount, 'seed')} trained.`,
  );
  return { file, name: printable(definition.name), lines, notes };
}

const marks: Readonly<Record<ExpectationStatus, { readonly text: string; readonly tone: Tone }>> = {
  pass: { text: 'pass', tone: 'good' },
  fail: { text: 'FAIL', tone: 'bad' },
  undecided: { text: 'undecided', tone: 'strong' },
  missing: { text: 'missing', tone: 'muted' },
};

/** A table with place, what was measured, interval and verdict. */
export function testTable({ lines }: TestedFile): Table {
  return {
    turnable: true,
    columns: [
      { title: 'Verdict' },
      { title: 'Model', flexible: true },
      { title: 'Expectation', flexible: true },
      { title: 'Measured', align: 'right' },
      { title: '95 % interval', flexible: true },
      { title: 'Place', flexible: true, droppable: true },
    ],
    rows: lines.map((of) => [
      marks[of.status],
      of.model,
      of.expectation,
      of.value,
      of.interval,
      `${printable(of.file)}:${of.line}`,
    ]),
  };
}

/** How many lines there are of each kind. */
export function countStatuses(lines: readonly TestLine[]): Readonly<Record<ExpectationStatus, number>> {
  const counts = { pass: 0, fail: 0, undecided: 0, missing: 0 };
  for (const { status } of lines) counts[status] += 1;
  return counts;
}

/** `3 met, 1 not met, 2 undecided, 1 not measured`; kinds that there are none of are left out. */
export function countsText(lines: readonly TestLine[]): string {
  const { pass, fail, undecided, missing } = countStatuses(lines);
  const parts = [
    [pass, 'met'],
    [fail, 'not met'],
    [undecided, 'undecided'],
    [missing, 'not measured'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return said.length === 0 ? 'nothing is expected' : said.join(', ');
}
