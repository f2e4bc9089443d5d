import * as vscode from 'vscode';
import { attributionCost } from '../../core/difference/attributionCost.js';
import type { PlannedAttribution } from '../../protocol/attribution.js';
import { costWords } from './costWords.js';

/** Numbers of seeds that are offered; any other up to the most can be typed. */
const offered = [1, 2, 3, 5, 10];
/** Chosen unless another is. */
export const USUAL_SEEDS = 3;
export const MOST_SEEDS = 100;

interface SeedItem extends vscode.QuickPickItem {
  readonly count: number;
}

/**
 * Asks for the number of seeds, each with what it costs: choosing one begins. `planned`: with the most seeds. Undefined when
 * the person thinks better of it.
 */
export async function askSeeds(title: string, planned: PlannedAttribution): Promise<number | undefined> {
  const { t } = vscode.l10n;
  const trained = planned.trained.map((folder) => folder !== null);
  const itemOf = (count: number): SeedItem => ({
    count,
    label: count === 1 ? t('1 seed') : t('{0} seeds', count),
    description: costWords(attributionCost(trained, planned.durationsMs, count)),
    alwaysShow: true,
  });
  const picker = vscode.window.createQuickPick<SeedItem>();
  picker.title = title;
  picker.placeholder = t('Seeds for each model: three or more tell how far seeds lie apart. Training begins at once');
  const show = (typed: string) => {
    const count = /^\d{1,3}$/.test(typed.trim()) ? Number(typed) : 0;
    const isOther = count >= 1 && count <= MOST_SEEDS && !offered.includes(count);
    picker.items = [...(isOther ? [count] : []), ...offered].map(itemOf);
    const active = picker.items.find((item) => item.count === (count === 0 ? USUAL_SEEDS : count));
    picker.activeItems = active === undefined ? [] : [active];
  };
  show('');
  try {
    return await new Promise((resolve) => {
      picker.onDidChangeValue(show);
      picker.onDidAccept(() => resolve(picker.activeItems[0]?.count));
      picker.onDidHide(() => resolve(undefined));
      picker.show();
    });
  } finally {
    picker.dispose();
  }
}
