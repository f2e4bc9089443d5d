import type { ImageTrace } from '../../core/evidence/imageTrace.js';
import type { LayerProbe } from '../../core/evidence/layerEvidence.js';
import { formatCount, formatPercent, formatQuantity, NO_VALUE, printable } from '../../core/format.js';
import type { Table } from '../../core/report/table.js';
import type { Io } from '../io.js';
import { nameOf } from './evaluationTables.js';
import { renderTerminalTable } from './terminalTable.js';

/** A test image that is followed through the layers. */
export interface TracedImage {
  readonly image: number;
  readonly label: number;
  /** What the model takes it for, where it is told. */
  readonly predicted?: { readonly name: string; readonly probability: number | null };
  readonly trace: ImageTrace;
  readonly classNames: readonly string[];
  /** The file that the layers' lines are lines of. */
  readonly source: string;
}

/** What each layer takes an image for, where it went wrong, and the line of that layer. */
export function traceLines({ image, label, predicted, trace, classNames, source }: TracedImage, io: Io): string {
  const taken =
    predicted === undefined ? '' : `, taken for ${printable(predicted.name)} (${formatPercent(predicted.probability)})`;
  const title = io.color.bold(`Test image ${formatCount(image)}: ${nameOf(label, classNames)}${taken}`);
  const { votes, wrongFrom } = trace;
  if (votes.length === 0) return `${title}\n${trace.sentence} --again asks them about all.`;
  const table: Table = {
    columns: [
      { title: 'Layer', flexible: true },
      { title: 'Line', align: 'right' },
      { title: 'Vote', flexible: true },
      { title: '' },
    ],
    rows: votes.map(({ layer, line, vote, isRight, isWrongFrom }) => [
      printable(layer),
      line === undefined ? NO_VALUE : String(line),
      vote === undefined ? NO_VALUE : nameOf(vote, classNames),
      isWrongFrom
        ? { text: 'wrong from here on', tone: 'bad' as const }
        : { text: isRight ? 'right' : '', tone: 'muted' as const },
    ]),
  };
  const place = wrongFrom?.line === undefined ? [] : [`${printable(source)}:${wrongFrom.line}`];
  return [title, trace.sentence, ...place, renderTerminalTable(table, io.columns, io.color)].join('\n');
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
