import type { DifferenceEffects } from '../../core/difference/changeEffects.js';
import type { DefinitionChange, DefinitionComparison } from '../../core/difference/definitionChanges.js';
import { effectText, totalEffectText } from '../../core/difference/effectText.js';
import { formatQuantity, NO_VALUE, printable } from '../../core/format.js';
import type { Table } from '../../core/report/table.js';
import { differenceText } from '../../core/run/definitionDifference.js';
import type { Io } from '../io.js';
import { renderTerminalTable } from './terminalTable.js';

/** Two definitions and what makes the second of the first, for a terminal. */
export function renderDefinitionDiff(
  titles: readonly [string, string],
  { changes }: DefinitionComparison,
  effects: DifferenceEffects,
  { columns, color }: Pick<Io, 'columns' | 'color'>,
): string {
  const [first, second] = titles.map(printable);
  const total = effects.total === null ? '' : `; ${totalEffectText(effects.total)}`;
  const head = `${first} → ${second}: ${changes.length === 0 ? 'nothing differs' : formatQuantity(changes.length, 'change')}`;
  if (changes.length === 0) return color.bold(head);
  return `${color.bold(head)}${total}\n${renderTerminalTable(changeTable(changes, effects), columns, color)}`;
}

function changeTable(changes: readonly DefinitionChange[], effects: DifferenceEffects): Table {
  return {
    columns: [
      { title: '#', align: 'right' },
      { title: 'Change', flexible: true },
      { title: 'Lines', droppable: true },
      { title: 'By itself', flexible: true, droppable: true },
    ],
    rows: changes.map(({ difference }, index) => [
      String(index + 1),
      {
        text: differenceText(difference),
        ...(difference.kind === 'changed' ? {} : { tone: difference.kind === 'added' ? 'good' : 'bad' }),
      },
      `${difference.first?.line ?? NO_VALUE} → ${difference.second?.line ?? NO_VALUE}`,
      effectText(effects.changes[index] ?? null),
    ]),
  };
}
