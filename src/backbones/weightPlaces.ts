import { join } from 'node:path';
import { cacheFolder } from '../cacheFolder.js';
import { dataFolder } from '../datasets/dataFolder.js';
import { publishedFor } from './published.js';

/** Environment variable that names a folder with weights. */
export const BACKBONES_VARIABLE = 'BAKEOFF_BACKBONES';

/** Where weights are looked for. */
export interface WeightPlaces {
  /** The user's cache. */
  readonly cacheRoot: string;
  /** A folder that the user set. */
  readonly folder: string | undefined;
  /** The embedded weights. */
  readonly embedded: string;
}

/** The places as the environment has them. */
export function weightPlaces(environment: Readonly<Record<string, string | undefined>> = process.env): WeightPlaces {
  const given = environment[BACKBONES_VARIABLE] ?? '';
  return {
    cacheRoot: cacheFolder(environment),
    folder: given === '' ? undefined : given,
    embedded: join(dataFolder(), 'backbones'),
  };
}

/** Where weights in the cache are. */
export function cachedBackbones({ cacheRoot }: WeightPlaces): string {
  return join(cacheRoot, 'backbones');
}

/** Where weights came from. */
export type WeightOrigin = 'embedded' | 'cache' | 'folder' | 'file';

/** A file that may hold ImageNet weights. */
export interface WeightCandidate {
  readonly origin: WeightOrigin;
  readonly path: string;
  /** For people: what it is, as published. */
  readonly title: string;
}

/** The files that may hold a network's ImageNet weights, in the order in which they are tried. */
export function weightCandidates(
  backbone: { readonly network: string; readonly alpha: number },
  places: WeightPlaces,
): readonly WeightCandidate[] {
  const published = publishedFor(backbone);
  const within = (origin: WeightOrigin, folder: string): readonly WeightCandidate[] =>
    published.map(({ path, title }) => ({ origin, path: join(folder, path), title }));
  const isEmbedded = backbone.network === 'mobilenetV1' && backbone.alpha === 1;
  const title = `${published[0]?.title ?? backbone.network}, cut after conv_pw_6, half precision`;
  return [
    ...(isEmbedded
      ? [{ origin: 'embedded' as const, path: join(places.embedded, 'mobilenetV1', 'model.json'), title }]
      : []),
    ...within('cache', cachedBackbones(places)),
    ...(places.folder === undefined ? [] : within('folder', places.folder)),
  ];
}
