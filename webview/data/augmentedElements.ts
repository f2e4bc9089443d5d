import { formatQuantity, printable } from '../../src/core/format.js';
import type { AugmentedSamples } from '../../src/protocol/samples.js';
import { element } from '../components/dom.js';
import type { Pictures } from '../components/pictures.js';

/** In a sentence what changes the images of a run; empty where nothing does. */
export function augmentedText({ layers }: AugmentedSamples, runLabel: string): string {
  if (layers.length === 0) return '';
  return `In training, ${printable(layers.join(', '))} of ${runLabel} made this of them. First the image as it is.`;
}

/** A row for each class: an image, then what augmentation made of it. */
export function augmentedElements(
  { classes, variants, bytes, imageShape }: AugmentedSamples,
  classNames: readonly string[],
  pictures: Pictures,
): Node[] {
  const size = imageShape.reduce((product, side) => product * side, 1);
  return classes.map(({ label, image }, place) => {
    const className = printable(classNames[label] ?? '');
    const own = Array.from({ length: variants }, (_, index) => {
      const at = (place * variants + index) * size;
      return pictures.made(bytes.subarray(at, at + size), imageShape);
    });
    return element('li', {
      children: [
        element('span', { class: 'class-name', text: className }),
        element('span', {
          class: 'pictures',
          attributes: {
            role: 'img',
            'aria-label': `Image ${image} of ${className}, and ${formatQuantity(variants, 'variant')} of it`,
          },
          children: [pictures.picture('train', image), ...own],
        }),
      ],
    });
  });
}
