import { formatCount, formatPercent, formatQuantity, formatShape, printable } from '../../src/core/format.js';
import type { Table } from '../../src/core/report/table.js';
import type { DatasetView, DuplicateImages, Split } from '../../src/protocol/samples.js';

/** A class in a table of how many images there are of each. */
export interface BalanceRow {
  readonly className: string;
  /** One for each split: how many images, and how long a bar says so, 0..1 of the largest class of that split. */
  readonly parts: readonly { readonly count: string; readonly length: number }[];
}

/** Images that are there more than once. */
export interface DuplicateGroup {
  readonly title: string;
  readonly text: string;
  readonly isWarning: boolean;
  readonly pairs: readonly DuplicatePair[];
  /** What else there is, in words; empty when all pairs are listed. */
  readonly rest: string;
}

export interface DuplicatePair {
  readonly first: { readonly split: Split; readonly image: number };
  readonly second: { readonly split: Split; readonly image: number };
  readonly text: string;
  readonly isContradicting: boolean;
}

/** A dataset, as it is told. */
export interface DataPage {
  readonly title: string;
  /** That it is a sample; empty for whole datasets. */
  readonly warning: string;
  readonly facts: readonly { readonly term: string; readonly text: string; readonly isCode: boolean }[];
  readonly splitNames: readonly string[];
  readonly balance: string;
  readonly rows: readonly BalanceRow[];
  /** The same as figures, to be taken elsewhere. */
  readonly table: Table;
  readonly classes: readonly {
    readonly className: string;
    readonly images: readonly number[];
    readonly label: string;
  }[];
  readonly duplicates: readonly DuplicateGroup[];
}

const splitNames: Readonly<Record<Split, string>> = { train: 'Train', validation: 'Validation', test: 'Test' };

/** Largest class over smallest: up to here classes count as balanced. */
const BALANCED_RATIO = 1.2;

/** Everything that the data view shows of a dataset. */
export function dataPage({ dataset, licence, splits, samples, duplicates }: DatasetView): DataPage {
  const classNames = dataset.classNames.map(printable);
  const [height, width, channels] = dataset.imageShape;
  const { source } = dataset;
  const names = splits.map(({ split }) => splitNames[split]);
  return {
    title: printable(dataset.name),
    warning: source.isSample
      ? `A sample: ${formatQuantity(dataset.trainCount, 'training image')} and ${formatQuantity(dataset.testCount, 'test image')}. Figures from it are not those of the full dataset.`
      : '',
    facts: [
      {
        term: 'Splits',
        text: splits.map(({ split, count }) => `${splitNames[split].toLowerCase()} ${formatCount(count)}`).join(' · '),
        isCode: false,
      },
      {
        term: 'Images',
        text: `${formatShape([height, width])} pixels, ${channels === 1 ? 'grey' : 'colour'}, ${formatQuantity(classNames.length, 'class', 'classes')}`,
        isCode: false,
      },
      { term: 'Source', text: `${sourceWords[source.kind]}: ${printable(source.location)}`, isCode: false },
      { term: 'Identifier', text: printable(dataset.id), isCode: true },
      { term: 'Checksum', text: printable(dataset.checksum), isCode: true },
      { term: 'Licence', text: licence === undefined ? 'not known' : printable(licence), isCode: false },
    ],
    splitNames: names,
    balance: balanceSentence(classNames, splits[0]?.classCounts ?? []),
    rows: classNames.map((className, index) => ({
      className,
      parts: splits.map(({ classCounts }) => {
        const count = classCounts[index] ?? 0;
        return { count: formatCount(count), length: count / Math.max(1, ...classCounts) };
      }),
    })),
    table: {
      columns: [{ title: 'Class' }, ...names.map((title) => ({ title, align: 'right' as const }))],
      rows: [
        ...classNames.map((name, index) => [name, ...splits.map(({ classCounts }) => String(classCounts[index] ?? 0))]),
        ['All', ...splits.map(({ count }) => String(count))],
      ],
    },
    classes: classNames.map((className, index) => {
      const images = samples.byClass[index] ?? [];
      return { className, images, label: `${formatQuantity(images.length, 'training image')} of ${className}` };
    }),
    duplicates: [
      duplicateGroup('Leaks', duplicates.across, 'train', 'test', {
        none: 'No test image is also a training image.',
        some: (count) =>
          `${count} also among the training images: a model can have learned them by heart, and tests better than it is.`,
        noun: 'test image',
        verb: ['is', 'are'],
      }),
      duplicateGroup('Repeated training images', duplicates.train, 'train', 'train', {
        none: 'No training image is there twice.',
        some: (count) => `${count} an earlier one, pixel for pixel.`,
        noun: 'training image',
        verb: ['repeats', 'repeat'],
      }),
      duplicateGroup('Repeated test images', duplicates.test, 'test', 'test', {
        none: 'No test image is there twice.',
        some: (count) => `${count} an earlier one, pixel for pixel.`,
        noun: 'test image',
        verb: ['repeats', 'repeat'],
      }),
    ],
  };
}

const sourceWords = {
  folder: 'a folder',
  cache: 'downloaded earlier',
  system: 'installed on this machine',
  download: 'downloaded',
  embedded: 'comes with Model Bake-off',
} as const satisfies Record<DatasetView['dataset']['source']['kind'], string>;

function balanceSentence(classNames: readonly string[], counts: readonly number[]): string {
  if (classNames.length < 2) return 'There is one class: nothing is to be told apart.';
  const most = Math.max(...counts);
  const least = Math.min(...counts);
  const largest = classNames[counts.indexOf(most)] ?? '';
  const smallest = classNames[counts.indexOf(least)] ?? '';
  if (least === 0) return `There is no training image of ${smallest}: a model cannot learn that class.`;
  if (most === least) return `Balanced: each class has ${formatQuantity(most, 'training image')}.`;
  const between = `${formatCount(least)} (${smallest}) to ${formatCount(most)} (${largest})`;
  if (most / least <= BALANCED_RATIO) return `Nearly balanced: ${between} training images a class.`;
  const share = formatPercent(most / counts.reduce((sum, count) => sum + count, 0), 0);
  return `Not balanced: ${between} training images a class. Whoever always says ${largest} is right for ${share} of them: judge by macro averages.`;
}

function duplicateGroup(
  title: string,
  { count, contradicting, pairs }: DuplicateImages,
  first: Split,
  second: Split,
  words: {
    readonly none: string;
    readonly some: (count: string) => string;
    readonly noun: string;
    readonly verb: readonly [one: string, several: string];
  },
): DuplicateGroup {
  const labels =
    contradicting === 0
      ? 'All are labelled alike.'
      : `${formatCount(contradicting)} of them ${contradicting === 1 ? 'has' : 'have'} another label: one of the two is wrong.`;
  const counted = `${formatQuantity(count, words.noun)} ${words.verb[count === 1 ? 0 : 1]}`;
  return {
    title,
    text: count === 0 ? words.none : `${words.some(counted)} ${labels}`,
    isWarning: count > 0 && (contradicting > 0 || first !== second),
    pairs: pairs.map((pair) => ({
      first: { split: first, image: pair.first },
      second: { split: second, image: pair.second },
      text: `${first} ${formatCount(pair.first)} = ${second} ${formatCount(pair.second)}${pair.sameLabel ? '' : ', other label'}`,
      isContradicting: !pair.sameLabel,
    })),
    rest: count > pairs.length ? `${formatQuantity(count - pairs.length, 'further pair')} not shown.` : '',
  };
}
