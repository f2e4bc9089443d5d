import { inferenceProgram } from '../core/graph/inferenceProgram.js';
import { lowerProgram } from '../engines/tensorflow/lowerProgram.js';
import { ExportError, type ExportedFile, type ExportSource } from './exporter.js';
import { classNamesFile, weightBytes } from './exportParts.js';

/** A protocol buffer is smaller than 2 GiB; some room for what is no weight. */
const MAXIMUM_WEIGHT_BYTES = 2 ** 31 - 2 ** 24;

/**
 * TensorFlow's SavedModel, with the weights as constants in its graph. `serving_default` takes `images` as bytes, `floats`
 * the same numbers as float32; both give `probabilities`.
 * @see https://www.tensorflow.org/guide/saved_model
 */
export function exportSavedModel({ plan, weights, started }: ExportSource): readonly ExportedFile[] {
  const bytes = weightBytes(weights);
  if (bytes > MAXIMUM_WEIGHT_BYTES)
    throw new ExportError(`The weights are ${bytes} bytes; a SavedModel holds less than ${MAXIMUM_WEIGHT_BYTES}.`);
  const { program } = inferenceProgram(plan, { serving_default: 'uint8', floats: 'float32' });
  const { savedModel } = lowerProgram(program, { constants: weights });
  return [{ path: 'saved_model.pb', bytes: savedModel }, classNamesFile(started)];
}
