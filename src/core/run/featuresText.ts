import { formatBytes, formatCount, formatDuration, formatShape, printable } from '../format.js';
import type { FeaturesReady } from './events.js';

/** Where a phase's features come from, for people: `features of "pool" (512) of 70,000 images (71.7 MB) from the cache`. */
export function featuresText(features: Omit<FeaturesReady, 'type' | 'time' | 'notes'>): string {
  const { layer, shape, images, bytes, source, durationMs } = features;
  const what = `features of "${printable(layer)}" (${formatShape(shape)}) of ${formatCount(images)} images`;
  if (source === 'eachStep') return `${what} are computed anew in each step`;
  const how = source === 'cache' ? 'from the cache' : `computed in ${formatDuration(durationMs)}`;
  return `${what} (${formatBytes(bytes)}) ${how}`;
}
