import { formatQuantity, printable } from '../../src/core/format.js';
import type { Cell, Table } from '../../src/core/report/table.js';
import type { ShownRun } from '../../src/protocol/page.js';
import { differingColumns, withColumns } from '../state/differingColumns.js';
import type { FigureColumn, FiguresModel } from './figuresModel.js';

/** What a row of the table is of. */
export interface FiguresRow {
  /** Of the runs. */
  readonly letters: readonly string[];
  /** Index of the model. */
  readonly model: number;
  /** A model with several runs can be unfolded to them. */
  readonly fold: 'folded' | 'unfolded' | 'none';
  readonly isSeed: boolean;
}

export interface FiguresTable {
  readonly table: Table;
  readonly rows: readonly FiguresRow[];
}

/** How the table is to be shown. */
export interface FiguresOptions {
  readonly isDifferingOnly: boolean;
  /** Models whose runs are shown, by the id of their first run. */
  readonly unfolded: ReadonlySet<string>;
}

/** A row for each model with the means over its seeds, and below it, where it is unfolded, one for each seed. */
export function figuresTable(
  models: readonly FiguresModel[],
  columns: readonly FigureColumn[],
  { isDifferingOnly, unfolded }: FiguresOptions,
): FiguresTable {
  const shown = isDifferingOnly ? columns : columns.filter(({ isDetail }) => !isDetail);
  const ofModels: Table = {
    columns: [{ title: 'Model', flexible: true }, ...shown.map(columnOf)],
    rows: models.map((model, index) => [
      { text: nameOf(model), tone: 'strong' as const },
      ...shown.map(({ cells }) => cells[index] ?? ''),
    ]),
  };
  const differs = [true, ...shown.map((column) => column.differs)];
  const isKept = isDifferingOnly ? differingColumns(ofModels, differs) : ofModels.columns.map(() => true);
  const kept = withColumns(ofModels, isKept);
  const keptColumns = shown.filter((_, index) => isKept[index + 1]);
  const rows: FiguresRow[] = [];
  const cells = models.flatMap((model, index) => {
    const isUnfolded = unfolded.has(model.runs[0]?.runId ?? '');
    const hasSeeds = model.runs.length > 1;
    rows.push({
      letters: model.runs.map(({ letter }) => letter),
      model: index,
      fold: hasSeeds ? (isUnfolded ? 'unfolded' : 'folded') : 'none',
      isSeed: false,
    });
    const row = kept.rows[index] ?? [];
    if (!hasSeeds || !isUnfolded) return [row];
    for (const { letter } of model.runs) rows.push({ letters: [letter], model: index, fold: 'none', isSeed: true });
    return [row, ...model.runs.map((run) => seedCells(run, keptColumns))];
  });
  return { table: { ...kept, rows: cells }, rows };
}

function columnOf({ title, align, flexible }: FigureColumn): Table['columns'][number] {
  return {
    title,
    ...(align === undefined ? {} : { align }),
    ...(flexible === undefined ? {} : { flexible }),
  };
}

function nameOf({ row, runs }: FiguresModel): string {
  const sample = row.isSample ? ' (sample)' : '';
  if (runs.length < 2) return `${printable(row.modelName)}${sample}`;
  const evaluated = runs.filter(({ state }) => state.evaluation !== undefined).length;
  const some = evaluated === runs.length ? '' : `${evaluated} of `;
  return `${printable(row.modelName)}${sample}, ${some}${formatQuantity(runs.length, 'seed')}`;
}

const endings = {
  running: ', in training',
  completed: '',
  stopped: ', stopped',
  failed: ', failed',
  interrupted: ', interrupted',
} as const satisfies Record<ShownRun['state']['status'], string>;

function seedCells(run: ShownRun, columns: readonly FigureColumn[]): (Cell | string)[] {
  const { started, status } = run.state;
  const name = `seed ${started?.request.seed ?? 'not known'}${endings[status]}`;
  return [{ text: name }, ...columns.map((column) => column.ofRun(run))];
}
