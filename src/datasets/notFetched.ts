import { formatBytes } from '../core/format.js';
import { DatasetError } from './datasetError.js';

/** What is thrown for a published set that is not on this machine, and of which no sample is embedded. */
export function notFetched(set: {
  readonly id: string;
  readonly title: string;
  readonly environmentVariable: string;
  readonly downloadBytes: number;
}): DatasetError {
  return new DatasetError({
    code: 'not-fetched',
    path: set.id,
    problem: `${set.title} is not on this machine`,
    advice: `Get it (about ${formatBytes(set.downloadBytes)}) with: bakeoff dataset fetch ${set.id} – or name a folder that has it in ${set.environmentVariable}.`,
  });
}
