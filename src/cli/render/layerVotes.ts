import type { LayerProbe, LayerVote } from '../../core/evidence/layerEvidence.js';
import { formatCount, formatQuantity, NO_VALUE, printable } from '../../core/format.js';
import type { Table } from '../../core/report/table.js';
import type { Io } from '../io.js';
import { nameOf } from './evaluationTables.js';
import { renderTerminalTable } from './terminalTable.js';

interface ImageVotes {
  readonly image: number;
  readonly label: number;
  readonly said: readonly LayerVote[];
  /** The layer where it went wrong. */
  readonly wrongFrom: string | undefined;
  readonly classNames: readonly string[];
}

/** What each layer takes an image for. */
export function voteLines({ image, label, said, wrongFrom, classNames }: ImageVotes, io: Io): string {
  const title = io.color.bold(`Test image ${formatCount(image)}, ${nameOf(label, classNames)}`);
  if (said.length === 0)
    return `${title}\nThe layers were not asked about it, as time was short; --again asks them about all.`;
  const table: Table = {
    columns: [{ title: 'Layer', flexible: true }, { title: 'Vote', flexible: true }, { title: '' }],
    rows: said.map(({ layer, vote, isRight }) => [
      printable(layer),
      vote === undefined ? NO_VALUE : nameOf(vote, classNames),
      layer === wrongFrom
        ? { text: 'wrong from here on', tone: 'bad' as const }
        : { text: isRight ? 'right' : '', tone: 'muted' as const },
    ]),
  };
  return `${title}\n${renderTerminalTable(table, io.columns, io.color)}`;
}

/** Which test images a layer loses and gains. */
export function changeLines(
  { name, after }: Pick<LayerProbe, 'name' | 'after'>,
  { lost, gained }: { readonly lost: readonly number[]; readonly gained: readonly number[] },
): string {
  if (after === null)
    return `${printable(name)} is the first layer that was looked at: there is none to compare it with.`;
  const quantity = ({ length }: readonly number[]) => formatQuantity(length, 'test image');
  const [before, own] = [printable(after), printable(name)];
  return [
    `${quantity(lost)} right at ${before}, wrong at ${own}:`,
    `  ${lost.join(' ') || NO_VALUE}`,
    `${quantity(gained)} wrong at ${before}, right at ${own}:`,
    `  ${gained.join(' ') || NO_VALUE}`,
  ].join('\n');
}
