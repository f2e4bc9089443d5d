import type { Problem, TextRange } from './problem.js';

/** Where a comparison may name files, and what else a person can do, as it differs between a terminal and an editor. */
export interface OutsideWords {
  /** What the path leads out of: `this file's folder and the current one`. */
  readonly boundary: string;
  /** A whole sentence. */
  readonly advice: string;
}

/** The problem of a comparison that lists a model, as written, of which there is no file. */
export function missingModel(written: string, range: TextRange): Problem {
  const message = `There is no file ${JSON.stringify(written)} beside this one.`;
  return { code: 'missing-model', severity: 'error', message, range };
}

/** The problem of a comparison that names a model or a dataset outside the folders that it may reach. */
export function outsidePath(written: string, range: TextRange, { boundary, advice }: OutsideWords): Problem {
  const message = `${JSON.stringify(written)} leads out of ${boundary}. ${advice}`;
  return { code: 'outside-workspace', severity: 'error', message, range };
}
