import type { ExplanationMap } from '../../src/core/explain/explanationMap.js';
import type { ActivityColors } from './activityPicture.js';

/**
 * A map as pixels to be laid over its image: one colour for what is above 0, another one for what is below, as opaque as the
 * value is large.
 */
export function mapPixels(
  { values, scale }: Pick<ExplanationMap, 'values' | 'scale'>,
  { above, below }: Pick<ActivityColors, 'above' | 'below'>,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(values.length * 4);
  if (scale === 0) return pixels;
  values.forEach((value, pixel) => {
    pixels.set(value < 0 ? below : above, pixel * 4);
    pixels[pixel * 4 + 3] = (255 * Math.abs(value)) / scale;
  });
  return pixels;
}
