import { formatCount, formatQuantity, printable } from '../../core/format.js';
import { NO_PREDICTION } from '../../core/metrics/prediction.js';
import type { FlipList } from '../../core/report/flips.js';
import type { Table } from '../../core/report/table.js';
import type { Io } from '../io.js';
import { renderTerminalTable } from './terminalTable.js';

/** Two runs whose predictions are held side by side. */
export interface FlippedRuns {
  /** Printable. */
  readonly from: string;
  readonly to: string;
  readonly classNames: readonly string[];
}

const titles: Readonly<Record<FlipList['change'], string>> = {
  fixed: 'Fixed',
  broken: 'Broken',
  differently: 'Wrong differently',
};

/** What changes from one run to another, for a terminal: of each kind the counts of class pairs, then each image. */
export function renderFlips(
  flips: readonly FlipList[],
  { from, to, classNames }: FlippedRuns,
  { columns, color }: { readonly columns: number; readonly color: Io['color'] },
): string {
  const nameOf = (index: number) =>
    index === NO_PREDICTION ? 'no prediction' : printable(classNames[index] ?? `class ${index}`);
  const classColumns = [{ title: 'True class' }, { title: `${from} says` }, { title: `${to} says` }];
  const namesOf = (of: { trueClass: number; before: number; after: number }) => [
    nameOf(of.trueClass),
    nameOf(of.before),
    nameOf(of.after),
  ];
  const width = Number.isFinite(columns) ? columns : 120;
  return flips
    .flatMap(({ change, images, classes }) => {
      const title = color.bold(`${titles[change]}: ${formatQuantity(images.length, 'image')}`);
      if (images.length === 0) return [title];
      const counts: Table = {
        columns: [{ title: 'Images', align: 'right' }, ...classColumns],
        rows: classes.map((of) => [formatCount(of.count), ...namesOf(of)]),
      };
      const list: Table = {
        columns: [{ title: 'Image', align: 'right' }, ...classColumns],
        rows: images.map((of) => [String(of.image), ...namesOf(of)]),
      };
      return [title, renderTerminalTable(counts, width, color), renderTerminalTable(list, width, color)];
    })
    .join('\n\n');
}
