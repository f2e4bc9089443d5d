import type { l10n } from 'vscode';
import { printable } from '../../core/format.js';
import type { ResultsOutline } from './resultNode.js';
import type { FilterProblem, RunFilter } from './runFilter.js';

type Localization = Pick<typeof l10n, 't'>;

/** Above the results tree while it is filtered; nothing where a welcome text says that there is no hit. */
export function filterMessage(
  filter: RunFilter,
  { shownCount, runCount }: ResultsOutline,
  l10n: Localization,
): string | undefined {
  if (filter.text.trim() === '' || shownCount === 0) return undefined;
  const hits = l10n.t('{0} of {1} runs: {2}', shownCount, runCount, printable(filter.text.trim()));
  return [hits, ...filter.problems.map((problem) => filterProblemText(problem, l10n))].join(' · ');
}

/** What is wrong with a piece of a filter, and what to write instead. */
export function filterProblemText({ kind, term, expected }: FilterProblem, l10n: Localization): string {
  const shown = printable(term);
  const choices = expected.join(', ');
  switch (kind) {
    case 'unknown-key':
      return l10n.t('"{0}" is left out: no such key. Known: {1}. In quotes it is a text.', shown, choices);
    case 'unknown-value':
      return l10n.t('"{0}" is left out: expected one of {1}.', shown, choices);
    case 'missing-value':
      return l10n.t('"{0}" is left out: something must follow, for instance {1}.', shown, choices);
    case 'not-a-number':
      return l10n.t('"{0}" is left out: this key compares in another way, for instance {1}.', shown, choices);
  }
}
