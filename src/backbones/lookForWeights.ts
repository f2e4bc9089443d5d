import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { networkWeights } from '../core/plan/networkWeights.js';
import { tfjsFilesOf } from './readTfjs.js';
import { type WeightPlaces, weightCandidates } from './weightPlaces.js';
import type { WantedWeights } from './weightsNotFound.js';

/**
 * True where a network's ImageNet weights lie on this machine, as far as can be told without reading them: the files are
 * there, and a manifest names all weights. Never throws.
 */
export async function areWeightsHere(wanted: WantedWeights, places: WeightPlaces): Promise<boolean> {
  for (const { path } of weightCandidates(wanted, places)) {
    const files = path.endsWith('.json') ? await filesOf(path, wanted) : [path];
    if (files !== undefined && (await Promise.all(files.map(isFile))).every(Boolean)) return true;
  }
  return false;
}

/** The files that a manifest says hold these weights; undefined where it cannot be read, or lacks some. */
async function filesOf(manifest: string, { network, alpha, upTo }: WantedWeights): Promise<string[] | undefined> {
  const weights = networkWeights({ name: network, alpha, upTo });
  if (weights === undefined) return undefined;
  try {
    const text = await readFile(manifest, 'utf8');
    return tfjsFilesOf(manifest, text, weights).map((name) => join(dirname(manifest), name));
  } catch {
    return undefined;
  }
}

/** True for a file that is there. Never throws. */
export function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
