import type { Split } from '../../src/protocol/samples.js';

/** What the images of a split are called. */
export const imagesOfSplit: Readonly<Record<Split, string>> = {
  test: 'test images',
  validation: 'validation images',
  train: 'training images',
};

/** The name of a file with figures of a split: those of the test are the usual ones. */
export function splitFileName(name: string, split: Split): string {
  return split === 'test' ? name : `${name}-${split}`;
}

/** A title of figures of a split: those of the test are the usual ones. */
export function splitTitle(title: string, split: Split): string {
  return split === 'test' ? title : `${title}, ${imagesOfSplit[split]}`;
}
