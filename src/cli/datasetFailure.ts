import { DatasetError } from '../datasets/datasetError.js';
import { CommandError, exitCodes } from './exitCodes.js';

/** Has a `DatasetError` of `work` end the command: one line that says what is wrong, one that says what to do. */
export async function withDatasetErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error;
    const exitCode = error.code === 'unknown-dataset' ? exitCodes.usage : exitCodes.unavailable;
    throw new CommandError(exitCode, error.summary, error.advice, { cause: error });
  }
}
