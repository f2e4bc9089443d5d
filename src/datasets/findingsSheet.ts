import type { Dataset } from '../core/dataset.js';
import type { DatasetFindings, FoundPair } from '../core/honesty/findings.js';
import { pictureSheet, type SheetRow } from './contactSheet.js';
import { DatasetError } from './datasetError.js';

/**
 * A PNG of the images that a dataset's findings are about: pairs side by side, then suspected images by the label they have.
 * `top`: images, or pairs, of each row. @throws DatasetError `too-large`, or `empty`.
 */
export function findingsSheet(
  dataset: Dataset,
  { duplicates, labels }: DatasetFindings,
  { top, scale }: { readonly top: number; readonly scale: number },
): Uint8Array {
  const pairs = (name: string, all: readonly FoundPair[], isAcross: boolean): SheetRow => ({
    name,
    images: all
      .filter(({ first, second }) => (first.split !== second.split) === isAcross)
      .slice(0, top)
      .flatMap(({ first, second }) => [first, second]),
  });
  const suspects = (split: 'train' | 'test'): SheetRow[] =>
    dataset.classNames.map((name, label) => ({
      name: `${name}? (${split})`,
      images: (labels?.[split].suspects ?? [])
        .filter(({ given }) => given === label)
        .slice(0, top)
        .map(({ image }) => ({ split, image })),
    }));
  const rows = [
    pairs('Leaks', duplicates?.exact ?? [], true),
    pairs('Near leaks', duplicates?.near ?? [], true),
    pairs('Repeated', duplicates?.exact ?? [], false),
    pairs('Nearly repeated', duplicates?.near ?? [], false),
    ...suspects('train'),
    ...suspects('test'),
  ].map(({ name, images }) => ({
    name,
    // Findings come from a file: what is no image of this set is left out.
    images: images.filter(({ split, image }) => image < dataset[split].count),
  }));
  const shown = rows.filter(({ images }) => images.length > 0);
  if (shown.length > 0) return pictureSheet(dataset, { title: `${dataset.name}: to be looked at`, rows: shown, scale });
  throw new DatasetError({
    code: 'empty',
    path: dataset.id,
    problem: 'has nothing to be shown: no image is there twice, and no label is suspected',
    advice: 'Leave out --out; or look for wrong labels, with --labels and --model.',
  });
}
