import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackboneWeight } from '../core/plan/plannedBackbone.js';
import { BackboneError } from './backboneError.js';
import { readH5 } from './readH5.js';
import { readTfjs } from './readTfjs.js';
import type { ReadWeights } from './weightReader.js';

/**
 * Reads the wanted weights from a file of a format that is known by its name – `.h5`, or TensorFlow.js's `model.json` – or
 * from a folder that holds a `model.json`.
 * @throws BackboneError
 */
export async function readWeightFile(path: string, wanted: readonly BackboneWeight[]): Promise<ReadWeights> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) return readTfjs(join(path, 'model.json'), wanted);
  if (/\.json$/i.test(path)) return readTfjs(path, wanted);
  if (/\.(h5|hdf5)$/i.test(path)) return readH5(path, wanted);
  throw new BackboneError({
    code: 'not-weights',
    path,
    problem: 'its format is not known by its name',
    advice: "Name a model.json of TensorFlow.js's layers format or the folder that holds it, or an .h5 file of Keras.",
  });
}
