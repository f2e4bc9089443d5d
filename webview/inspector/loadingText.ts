import { printable } from '../../src/core/format.js';
import type { Loading } from '../state/pageData.js';
import { problemText } from '../state/problemText.js';

/** What is said while an answer is not there: what it is waited for, or why it will not come; empty when it is there. */
export function loadingText(answer: Loading<unknown>, waiting: string): string {
  if (answer.kind === 'ready') return '';
  if (answer.kind === 'loading') return answer.progress === undefined ? waiting : printable(answer.progress.message);
  return printable(problemText(answer.problem));
}

/** In place of an answer that a trainer would have to compute. */
export const untrusted: Loading<never> = {
  kind: 'failed',
  problem: {
    message: 'This is computed by a trainer, which Restricted Mode does not start.',
    advice: 'Trust the folder to see it.',
  },
};
