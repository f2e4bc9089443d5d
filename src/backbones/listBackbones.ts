import { join } from 'node:path';
import { isFile } from './lookForWeights.js';
import { type PublishedWeights, publishedWeights } from './published.js';
import { cachedBackbones, type WeightPlaces } from './weightPlaces.js';

/** Published weights, and whether they are here. */
export interface ListedWeights extends PublishedWeights {
  /** In the cache, at least in part; to be fetched; or to be put there by hand, as no checksum of them is known. */
  readonly state: 'cached' | 'fetchable' | 'by hand';
  /** All that may be fetched; 0 where nothing can be. */
  readonly bytes: number;
}

/** All published weights that are known, in the order in which they are looked for. Never throws. */
export function listBackbones(places: WeightPlaces): Promise<readonly ListedWeights[]> {
  return Promise.all(publishedWeights.map((weights) => withState(weights, places)));
}

async function withState(weights: PublishedWeights, places: WeightPlaces): Promise<ListedWeights> {
  const isCached = await isFile(join(cachedBackbones(places), weights.path));
  const files = Object.values(weights.files);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return { ...weights, state: isCached ? 'cached' : files.length > 0 ? 'fetchable' : 'by hand', bytes };
}
