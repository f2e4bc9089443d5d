import type { RunStarted } from '../core/run/events.js';
import type { VariableValues } from '../core/training/modelSession.js';
import { type ExportedFile, textFile } from './exporter.js';

/** What a model's numbers mean: the names of its classes, in order, beside the model. */
export function classNamesFile({ dataset }: RunStarted): ExportedFile {
  return textFile('classes.json', `${JSON.stringify(dataset.classNames, null, 2)}\n`);
}

/** How much all weights take. */
export function weightBytes(weights: VariableValues): number {
  return Object.values(weights).reduce((sum, { data }) => sum + data.byteLength, 0);
}
