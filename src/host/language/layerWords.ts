import * as vscode from 'vscode';
import { pairText } from '../../core/evidence/evidenceText.js';
import type { LayerEvidence, LayerProbe } from '../../core/evidence/layerEvidence.js';
import { formatCount, formatPercent } from '../../core/format.js';

/** What was found at a layer, in the person's language: `probe 86.4 % · Shirt/T-shirt 71 % · 3 of 32 units dead`. */
export function layerWords(
  { accuracy, pairAccuracy, deadUnits, units }: LayerProbe,
  { pair }: Pick<LayerEvidence, 'pair'>,
  classNames: readonly string[],
): string {
  const { t } = vscode.l10n;
  return [
    accuracy === null ? t('no probe') : t('probe {0}', formatPercent(accuracy)),
    ...(pairAccuracy === null || pair === undefined
      ? []
      : [`${pairText(pair, classNames)} ${formatPercent(pairAccuracy, 0)}`]),
    ...(deadUnits === 0 ? [] : [t('{0} of {1} units dead', formatCount(deadUnits), formatCount(units))]),
  ].join(' · ');
}
