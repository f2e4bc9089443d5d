import type { Dataset } from '../../core/dataset.js';
import { formatCount, formatQuantity, formatShape, printable } from '../../core/format.js';
import type { Table } from '../../core/report/table.js';
import { countClasses } from '../../datasets/classCounts.js';
import { type Duplicates, findDuplicates } from '../../datasets/duplicates.js';
import type { Io } from '../io.js';
import { renderTerminalTable } from './terminalTable.js';

const sourceNames: Readonly<Record<Dataset['source']['kind'], string>> = {
  folder: 'folder',
  cache: 'user cache',
  system: 'system package',
  download: 'downloaded',
  embedded: 'embedded sample',
};

/** All that `dataset info` tells, as text of at most `columns` characters a line where tables are concerned. */
export function renderDatasetInfo(dataset: Dataset, columns: number, color: Io['color']): string {
  const { train, test, source } = dataset;
  const facts: readonly (readonly [string, string])[] = [
    ['id', dataset.id],
    ['name', dataset.name],
    ['source', `${sourceNames[source.kind]}, ${source.location}`],
    ['images', `${formatCount(train.count)} training, ${formatCount(test.count)} test`],
    ['shape', formatShape(dataset.imageShape)],
    ['checksum', dataset.checksum],
    ...(dataset.licence === undefined ? [] : [['licence', dataset.licence] as const]),
    ['duplicates', describeDuplicates(findDuplicates(dataset))],
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  const lines = facts.map(([name, value]) => `${color.bold(name.padEnd(width))}  ${printable(value)}`);
  const note = source.isSample
    ? ['', color.yellow('This is a sample: figures measured on it are not figures for the full set.')]
    : [];
  return [...lines, ...note, '', renderTerminalTable(classTable(dataset), columns, color)].join('\n');
}

/** The same for programs. */
export function datasetInfoJson(dataset: Dataset): object {
  const { id, name, source, imageShape, checksum, licence } = dataset;
  return {
    type: 'dataset',
    id,
    name,
    source,
    imageShape,
    trainCount: dataset.train.count,
    testCount: dataset.test.count,
    classes: countClasses(dataset),
    checksum,
    ...(licence === undefined ? {} : { licence }),
    duplicates: findDuplicates(dataset),
  };
}

function classTable(dataset: Dataset): Table {
  return {
    columns: [
      { title: 'label', align: 'right' },
      { title: 'class', flexible: true },
      { title: 'training', align: 'right' },
      { title: 'test', align: 'right' },
    ],
    rows: countClasses(dataset).map(({ name, train, test }, label) => [
      String(label),
      printable(name),
      formatCount(train),
      formatCount(test),
    ]),
  };
}

function describeDuplicates({ train, test, across }: Duplicates): string {
  if (train.length + test.length + across.length === 0) return 'none, byte for byte';
  const relabelled = [...train, ...test, ...across].filter((pair) => !pair.sameLabel).length;
  const text = `${formatQuantity(train.length, 'training image')} and ${formatQuantity(test.length, 'test image')} repeat another, ${formatQuantity(across.length, 'test image')} in the training set too`;
  return relabelled === 0 ? text : `${text}; ${formatCount(relabelled)} of them with another label`;
}
