import { ExportError } from '../exporter.js';

/** Why a tracking server did not do what it was asked; an editor asks for a password when it is `unauthorized`. */
export type MlflowErrorCode = 'address' | 'unreachable' | 'unauthorized' | 'forbidden' | 'not-mlflow' | 'refused';

/** A tracking server that could not be used: what it said, and what to do, for people. */
export class MlflowError extends ExportError {
  constructor(
    readonly code: MlflowErrorCode,
    message: string,
    advice?: string,
  ) {
    super(message, advice);
  }
}
