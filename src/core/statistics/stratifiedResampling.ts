import { randomWords } from '../randomWords.js';

/** Draws resamples of images, one after the other. */
export interface StratifiedResampling {
  /** Writes how often each image is drawn to every `stride`-th place of `weights`, from `offset`. */
  draw(weights: Uint8Array, offset: number, stride: number): void;
}

/**
 * Resamples for a bootstrap that keeps the number of images of each class: of each class as many are drawn as there are,
 * each equally likely each time. The same seed and labels give the same resamples, which is what makes differences between
 * models paired. Source: B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap, 1993, chapter 8.
 */
export function stratifiedResampling(labels: Uint16Array, classCount: number, seed: number): StratifiedResampling {
  const byClass = Array.from({ length: classCount }, (_, label) => imagesOfClass(labels, label));
  const words = randomWords(seed, 'bootstrap/images');
  return {
    draw(weights, offset, stride) {
      for (let image = 0, place = offset; image < labels.length; image += 1, place += stride) weights[place] = 0;
      for (const images of byClass) {
        const { length } = images;
        if (length === 0) continue;
        const integer = length <= 0x10000 ? words.short : words.long;
        for (let drawn = 0; drawn < length; drawn += 1) {
          const place = offset + stride * (images[integer(length)] ?? 0);
          weights[place] = (weights[place] ?? 0) + 1;
        }
      }
    },
  };
}

function imagesOfClass(labels: Uint16Array, label: number): Uint32Array {
  const images: number[] = [];
  for (let image = 0; image < labels.length; image += 1) if (labels[image] === label) images.push(image);
  return Uint32Array.from(images);
}
