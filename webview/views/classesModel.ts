import { formatCount, formatFixed, formatPercent, formatPoints, NO_VALUE } from '../../src/core/format.js';
import { type CsvValue, renderCsv } from '../../src/core/report/csv.js';
import { renderMarkdownTable } from '../../src/core/report/markdownTable.js';
import type { Table } from '../../src/core/report/table.js';
import { type ClassFigure, type ClassMetric, type ClassRow, classRows } from '../../src/core/statistics/classRows.js';
import type { PairedCounts } from '../../src/core/statistics/pairedCounts.js';
import type { EvaluatedRun, EvaluatedRuns } from '../state/evaluatedRuns.js';
import type { ExportedTable } from '../state/exportedTable.js';
import { splitFileName, splitTitle } from '../state/splitText.js';

export type ClassColumn = 'class' | 'run' | ClassMetric | 'support' | 'difference';

/** How the person wants to see it. */
export interface ClassesChoices {
  readonly metric: ClassMetric;
  readonly sortedBy: ClassColumn;
  readonly isDescending: boolean;
}

/** A figure as it stands in the table. */
export interface ShownFigure {
  readonly text: string;
  /** Its interval; empty where there is none. */
  readonly interval: string;
  /** Of a difference whose interval leaves out zero. */
  readonly tone?: 'good' | 'bad';
}

/** One class of one run. */
export interface ClassEntry {
  readonly run: EvaluatedRun;
  readonly isBaseline: boolean;
  readonly row: ClassRow;
  /** Printable. */
  readonly className: string;
  readonly figures: Readonly<Record<ClassMetric | 'support', ShownFigure>>;
  /** Of the chosen metric; undefined where there is no baseline at all. */
  readonly difference: ShownFigure | undefined;
}

/** A run's dot in the row of a class. */
export interface PlottedFigure {
  readonly letter: string;
  readonly runName: string;
  /** 0..1; null: there is no dot. */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface PlottedClass {
  readonly classIndex: number;
  readonly name: string;
  readonly figures: readonly PlottedFigure[];
  /** The baseline's value, 0..1, to be seen across the row. */
  readonly tick: number | null;
}

/** The chosen metric of each class as dots: from `minimum` to 1. */
export interface ClassPlot {
  readonly title: string;
  /** For what is saved of it, without an ending. */
  readonly fileName: string;
  readonly minimum: number;
  readonly classes: readonly PlottedClass[];
  readonly legend: readonly { readonly letter: string; readonly runName: string; readonly isBaseline: boolean }[];
}

export interface ClassesPicture {
  readonly columns: readonly { readonly id: ClassColumn; readonly title: string }[];
  readonly entries: readonly ClassEntry[];
  readonly plot: ClassPlot;
}

/** On which images of each class a run and the baseline are right, by the run's id. */
export type PairsByRun = ReadonlyMap<string, readonly PairedCounts[]>;

export const metricNames = { recall: 'Recall', precision: 'Precision', f1: 'F1' } as const satisfies Record<
  ClassMetric,
  string
>;

/** The classes of all runs that can be compared. */
export function classesOf(
  { comparable, baseline, split }: Pick<EvaluatedRuns, 'comparable' | 'baseline' | 'split'>,
  choices: ClassesChoices,
  pairs: PairsByRun = new Map(),
): ClassesPicture {
  const entries = comparable.flatMap((run) => entriesOf(run, baseline, choices.metric, pairs.get(run.runId)));
  const sorted = sortedEntries(entries, choices);
  return {
    columns: [
      { id: 'class', title: 'Class' },
      { id: 'run', title: 'Run' },
      { id: 'recall', title: metricNames.recall },
      { id: 'precision', title: metricNames.precision },
      { id: 'f1', title: metricNames.f1 },
      { id: 'support', title: 'Images' },
      ...(hasDifferences(comparable, baseline)
        ? [{ id: 'difference', title: `${metricNames[choices.metric]} less ${baseline?.name ?? ''}’s` } as const]
        : []),
    ],
    entries: sorted,
    plot: {
      title: splitTitle(`${metricNames[choices.metric]} of each class`, split),
      fileName: splitFileName('classes', split),
      ...plotOf(sorted, comparable, baseline, choices.metric),
    },
  };
}

/** The table as it is sorted: with intervals in Markdown, unrounded in CSV. */
export function exportClasses({ entries, columns, plot }: ClassesPicture): ExportedTable {
  const table: Table = {
    columns: columns.map(({ id, title }) => ({ title, align: id === 'class' || id === 'run' ? 'left' : 'right' })),
    rows: entries.map((entry) => columns.map(({ id }) => markdownCell(entry, id))),
  };
  const metrics = ['recall', 'precision', 'f1'] as const;
  const header = ['class', 'run', 'support', 'predicted'];
  const measured = ['', 'Low', 'High', 'Difference', 'DifferenceLow', 'DifferenceHigh'];
  return {
    fileName: plot.fileName,
    markdown: renderMarkdownTable(table),
    csv: renderCsv([
      [...header, ...metrics.flatMap((metric) => measured.map((suffix) => `${metric}${suffix}`))],
      ...entries.map(({ run, row, className }): CsvValue[] => [
        className,
        run.name,
        row.support,
        row.predictedCount,
        ...metrics.flatMap((metric) => figureValues(row[metric])),
      ]),
    ]),
  };
}

function figureValues({ value, interval, difference, differenceInterval }: ClassFigure): CsvValue[] {
  return [value, interval?.low, interval?.high, difference, differenceInterval?.low, differenceInterval?.high];
}

function markdownCell(entry: ClassEntry, column: ClassColumn): string {
  if (column === 'class') return entry.className;
  if (column === 'run') return entry.run.name;
  const figure = column === 'difference' ? entry.difference : entry.figures[column];
  if (figure === undefined) return NO_VALUE;
  return figure.interval === '' ? figure.text : `${figure.text} (${figure.interval})`;
}

function hasDifferences(comparable: readonly EvaluatedRun[], baseline: EvaluatedRun | undefined): boolean {
  return baseline !== undefined && comparable.length > 1;
}

function entriesOf(
  run: EvaluatedRun,
  baseline: EvaluatedRun | undefined,
  metric: ClassMetric,
  pairs: readonly PairedCounts[] | undefined,
): ClassEntry[] {
  const isBaseline = run === baseline;
  const against =
    baseline === undefined || isBaseline
      ? undefined
      : { evaluation: baseline.evaluation, ...(pairs === undefined ? {} : { pairs }) };
  return classRows(run.evaluation, run.classNames, against).map((row) => ({
    run,
    isBaseline,
    row,
    className: row.name,
    figures: {
      recall: shownFigure(row.recall),
      precision: shownFigure(row.precision),
      f1: shownFigure(row.f1),
      support: { text: formatCount(row.support), interval: '' },
    },
    difference: against === undefined ? undefined : shownDifference(row[metric]),
  }));
}

function shownFigure({ value, interval }: ClassFigure): ShownFigure {
  if (value === null) return { text: NO_VALUE, interval: '' };
  return {
    text: formatPercent(value),
    interval: interval === null ? '' : `${formatFixed(interval.low * 100, 1)} – ${formatPercent(interval.high)}`,
  };
}

function shownDifference({ difference, differenceInterval: interval }: ClassFigure): ShownFigure {
  if (difference === null) return { text: NO_VALUE, interval: '' };
  const text = `${formatPoints(difference)} points`;
  if (interval === null) return { text, interval: '' };
  const shown = { text, interval: `${formatPoints(interval.low)} to ${formatPoints(interval.high)}` };
  if (interval.low > 0) return { ...shown, tone: 'good' };
  return interval.high < 0 ? { ...shown, tone: 'bad' } : shown;
}

/** Those without a value come last, whichever way; of equals, the order of classes, then that of runs, stays. */
function sortedEntries(
  entries: readonly ClassEntry[],
  { sortedBy, isDescending, metric }: ClassesChoices,
): readonly ClassEntry[] {
  const sign = isDescending ? -1 : 1;
  const byClass = (a: ClassEntry, b: ClassEntry) => a.row.classIndex - b.row.classIndex;
  if (sortedBy === 'run') return isDescending ? [...entries].sort(byRunsLast(entries)) : entries;
  const sortValue = ({ row }: ClassEntry): number | null => {
    if (sortedBy === 'class') return row.classIndex;
    if (sortedBy === 'support') return row.support;
    return sortedBy === 'difference' ? row[metric].difference : row[sortedBy].value;
  };
  return [...entries].sort((a, b) => {
    const [one, other] = [sortValue(a), sortValue(b)];
    if (one === null || other === null) return Number(one === null) - Number(other === null) || byClass(a, b);
    return sign * (one - other) || byClass(a, b);
  });
}

function byRunsLast(entries: readonly ClassEntry[]): (a: ClassEntry, b: ClassEntry) => number {
  const runs = [...new Set(entries.map(({ run }) => run))];
  return (a, b) => runs.indexOf(b.run) - runs.indexOf(a.run);
}

/** The axis begins at a round figure below all intervals: where they lie near 1, small differences can be seen. */
function plotOf(
  entries: readonly ClassEntry[],
  runs: readonly EvaluatedRun[],
  baseline: EvaluatedRun | undefined,
  metric: ClassMetric,
): Omit<ClassPlot, 'title' | 'fileName'> {
  const byClass = new Map<number, ClassEntry[]>();
  for (const entry of entries) {
    const { classIndex } = entry.row;
    byClass.set(classIndex, [...(byClass.get(classIndex) ?? []), entry]);
  }
  const lowest = Math.min(1, ...entries.map(({ row }) => row[metric].interval?.low ?? row[metric].value ?? 1));
  return {
    minimum: Math.max(0, Math.min(0.9, Math.floor(lowest * 10) / 10)),
    classes: [...byClass].map(([classIndex, ofClass]) => ({
      classIndex,
      name: ofClass[0]?.className ?? '',
      figures: runs.flatMap(({ runId, letter, name }) => {
        const figure = ofClass.find(({ run }) => run.runId === runId)?.row[metric];
        if (figure === undefined) return [];
        const { value, interval } = figure;
        return { letter, runName: name, value, low: interval?.low ?? null, high: interval?.high ?? null };
      }),
      tick: ofClass.find(({ isBaseline }) => isBaseline)?.row[metric].value ?? null,
    })),
    legend: runs.map((run) => ({ letter: run.letter, runName: run.name, isBaseline: run === baseline })),
  };
}
