import * as vscode from 'vscode';
import type { AttributionCost } from '../../core/difference/attributionCost.js';
import { formatDuration } from '../../core/format.js';

/** What an attribution costs, for people: `9 trainings, about 4 min 10 s; 3 are there already`. */
export function costWords({ wanted, missing, durationMs }: AttributionCost): string {
  const { t } = vscode.l10n;
  if (missing === 0) return t('nothing to train: all runs are there already');
  const trainings = missing === 1 ? t('1 training') : t('{0} trainings', missing);
  const timed = durationMs === null ? trainings : t('{0}, about {1}', trainings, formatDuration(durationMs));
  const known = wanted - missing;
  if (known === 0) return timed;
  return known === 1 ? t('{0}; 1 is there already', timed) : t('{0}; {1} are there already', timed, known);
}
