import { chiSquareTail } from './chiSquareTail.js';

/** Whether there is any difference among several models on the same images. */
export interface CochranResult {
  readonly q: number;
  readonly degreesOfFreedom: number;
  readonly p: number;
}

/**
 * Cochran's Q from how many images each model gets right (`rightOfModel`), and how many models get each image right
 * (`rightOfImage`); p is 1 where all models are right or wrong together. For two models it is McNemar's χ² without
 * correction. Source: W. G. Cochran, The comparison of percentages in matched samples, Biometrika 37 (1950), 256–266.
 * @throws RangeError for fewer than two models.
 */
export function cochranQ(rightOfModel: readonly number[], rightOfImage: ArrayLike<number>): CochranResult {
  const models = rightOfModel.length;
  if (models < 2) throw new RangeError(`Cochran's Q compares two models or more, got ${models}.`);
  const total = rightOfModel.reduce((sum, right) => sum + right, 0);
  const squares = rightOfModel.reduce((sum, right) => sum + (right - total / models) ** 2, 0);
  let spread = 0;
  for (let image = 0; image < rightOfImage.length; image += 1) {
    const right = rightOfImage[image] ?? 0;
    spread += right * (models - right);
  }
  const degreesOfFreedom = models - 1;
  if (spread === 0) return { q: 0, degreesOfFreedom, p: 1 };
  const q = (models * degreesOfFreedom * squares) / spread;
  return { q, degreesOfFreedom, p: chiSquareTail(q, degreesOfFreedom) };
}
