import type { PageProblem } from './pageState.js';

/** What went wrong and, where that is known, what to do about it, as they came: not yet printable. */
export function problemText({ message, advice }: PageProblem): string {
  return advice === undefined ? message : `${message} ${advice}`;
}
