import type { Dataset } from '../../core/dataset.js';
import { formatCount, formatFixed, formatPercent, formatQuantity, formatTime, printable } from '../../core/format.js';
import type { DatasetFindings, DuplicateFindings, FoundPair, LabelFindings } from '../../core/honesty/findings.js';
import type { Table } from '../../core/report/table.js';
import type { Io } from '../io.js';
import { renderTerminalTable } from './terminalTable.js';

interface Screen {
  readonly columns: number;
  readonly color: Io['color'];
  /** Entries of each list. */
  readonly top: number;
}

/** What was found about a dataset's images, for a terminal. */
export function renderFindings(dataset: Dataset, { duplicates, labels }: DatasetFindings, screen: Screen): string {
  const sections = [
    [screen.color.bold(printable(dataset.name))],
    ...(dataset.source.isSample
      ? [[screen.color.yellow('This is a sample: what is found in it does not hold for the full set.')]]
      : []),
    ...(duplicates === undefined ? [] : duplicateSections(dataset, duplicates, screen)),
    ...(labels === undefined ? [noLabels()] : labelSections(dataset, labels, screen)),
  ];
  return sections.map((lines) => lines.join('\n')).join('\n\n');
}

/** The same for programs. */
export function findingsJson(dataset: Dataset, { duplicates, labels }: DatasetFindings): object {
  const { id, name, checksum } = dataset;
  return {
    type: 'findings',
    dataset: { id, name, checksum, isSample: dataset.source.isSample },
    ...(duplicates === undefined ? {} : { counts: pairCounts(duplicates), duplicates }),
    ...(labels === undefined ? {} : { labels }),
  };
}

type PairCount = 'train' | 'test' | 'across';

function pairCounts({ exact, near }: DuplicateFindings) {
  const countsOf = (pairs: readonly FoundPair[]) => {
    const counts: Record<PairCount, number> = { train: 0, test: 0, across: 0 };
    for (const { first, second } of pairs) counts[first.split === second.split ? first.split : 'across'] += 1;
    return counts;
  };
  return { exact: countsOf(exact), near: countsOf(near) };
}

function duplicateSections(dataset: Dataset, found: DuplicateFindings, screen: Screen): string[][] {
  const { exact, near } = pairCounts(found);
  const share = formatFixed(found.similarity, 3);
  const atLeast = found.isCut ? 'at least ' : '';
  return [
    [
      `Exact duplicates: ${formatQuantity(exact.train, 'training image')} and ${formatQuantity(exact.test, 'test image')} repeat another of their split; ${formatQuantity(exact.across, 'test image')} in the training set too (leaks).`,
      `Near duplicates (correlation from ${share}, moved by up to a pixel or mirrored): ${atLeast}${formatQuantity(near.train, 'pair')} within train, ${formatCount(near.test)} within test, ${formatCount(near.across)} across.`,
    ],
    ...pairTable('Exact', dataset, found.exact, screen),
    ...pairTable('Near', dataset, found.near, screen),
  ];
}

function pairTable(kind: string, dataset: Dataset, pairs: readonly FoundPair[], screen: Screen): string[][] {
  if (pairs.length === 0) return [];
  const labelOf = ({ split, image }: FoundPair['first']) =>
    printable(dataset.classNames[dataset[split].labels[image] ?? -1] ?? '');
  const table: Table = {
    columns: [
      { title: kind },
      { title: 'Label', flexible: true },
      { title: 'Other' },
      { title: 'Label', flexible: true },
      { title: 'How' },
    ],
    rows: pairs
      .slice(0, screen.top)
      .map((pair) => [
        placeText(pair.first),
        labelOf(pair.first),
        placeText(pair.second),
        { text: labelOf(pair.second), ...(pair.sameLabel ? {} : { tone: 'bad' as const }) },
        howText(pair),
      ]),
  };
  return [[renderTerminalTable(table, screen.columns, screen.color), ...rest(pairs.length, screen.top)]];
}

function placeText({ split, image }: FoundPair['first']): string {
  return `${split} ${image}`;
}

/** How near, and how moved, in a few words. */
function howText({ similarity, move }: FoundPair): string {
  if (similarity === undefined) return 'equal';
  const moved = move === undefined || (move.x === 0 && move.y === 0) ? '' : `, moved ${move.x},${move.y}`;
  return `${formatFixed(similarity, 4)}${move?.isMirrored ? ', mirrored' : ''}${moved}`;
}

function labelSections(dataset: Dataset, found: LabelFindings, screen: Screen): string[][] {
  const { model, train, test } = found;
  const className = (label: number) => printable(dataset.classNames[label] ?? `class ${label}`);
  const summary = (name: string, { count, accuracy, noiseRate, suspects }: LabelFindings['train']) =>
    `${formatQuantity(suspects.length, `suspected ${name} label`)} of ${formatCount(count)}; about ${formatPercent(noiseRate, 2)} are wrong, by the estimate (the model agrees with ${formatPercent(accuracy, 2)}).`;
  const sections = [
    [
      `Labels, judged by ${printable(model.name)}, ${formatQuantity(model.folds, 'fold')}, seed ${model.seed}, ${formatTime(found.time)}:`,
      summary('training', train),
      summary('test', test),
    ],
  ];
  for (const split of ['train', 'test'] as const) {
    const { suspects } = found[split];
    if (suspects.length === 0) continue;
    const table: Table = {
      columns: [
        { title: split === 'train' ? 'Training image' : 'Test image', align: 'right' },
        { title: 'Label', flexible: true },
        { title: 'Rather', flexible: true },
        { title: 'Probability', align: 'right' },
        { title: 'Of the label', align: 'right' },
        { title: 'Margin', align: 'right' },
      ],
      rows: suspects
        .slice(0, screen.top)
        .map((suspect) => [
          String(suspect.image),
          className(suspect.given),
          className(suspect.suggested),
          formatPercent(suspect.probability),
          formatPercent(suspect.selfConfidence),
          formatFixed(suspect.margin, 4),
        ]),
    };
    sections.push([renderTerminalTable(table, screen.columns, screen.color), ...rest(suspects.length, screen.top)]);
  }
  return sections;
}

function rest(count: number, top: number): string[] {
  return count > top ? [`${formatCount(count - top)} more: --top, or --json for all`] : [];
}

function noLabels(): string[] {
  return ['Labels have not been looked at: add --labels --model FILE.'];
}
