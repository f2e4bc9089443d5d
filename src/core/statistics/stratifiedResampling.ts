import { randomWords } from '../randomWords.js';

/** Draws resamples of images, four at a time. */
export interface StratifiedResampling {
  /**
   * Writes how often each image is drawn in each of the next four resamples: a byte for each, the first resample's the lowest.
   * Sums of such words are four sums at once, as long as each stays below 256.
   */
  drawFour(weights: Int32Array): void;
}

/**
 * Resamples for a bootstrap that keeps the number of images of each class: of each class as many are drawn as there are,
 * each equally likely each time. The same seed and labels give the same resamples, which is what makes differences between
 * models paired. Source: B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap, 1993, chapter 8.
 */
export function stratifiedResampling(labels: Uint16Array, classCount: number, seed: number): StratifiedResampling {
  const byClass = Array.from({ length: classCount }, (_, label) => {
    const images = imagesOfClass(labels, label);
    return { images, drawn: new Uint16Array(images.length) };
  });
  const words = randomWords(seed, 'bootstrap/images');
  return {
    drawFour(weights) {
      weights.fill(0);
      for (let once = 1, lane = 0; lane < 4; lane += 1, once <<= 8)
        for (const { images, drawn } of byClass) {
          const { length } = images;
          if (length === 0) continue;
          if (length <= 0x10000) words.shorts(length, drawn);
          for (let draw = 0; draw < length; draw += 1) {
            const image = images[length <= 0x10000 ? (drawn[draw] ?? 0) : words.long(length)] ?? 0;
            weights[image] = (weights[image] ?? 0) + once;
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
