import * as vscode from 'vscode';
import type { AttributionMethod } from '../../core/difference/attributionDesign.js';
import { printable } from '../../core/format.js';
import type { AttributionQuestion, PlannedAttribution } from '../../protocol/attribution.js';
import { askSeeds, MOST_SEEDS } from './askSeeds.js';

/** Most changes of which all combinations are trained. */
const MOST_SHAPLEY = 4;

/** What a person has chosen. */
export interface ChosenAttribution {
  readonly choice: AttributionQuestion['choice'];
  readonly seeds: readonly number[];
  /** For these seeds. */
  readonly plan: PlannedAttribution;
}

/**
 * Has a person say how a difference is to be attributed, and tells what that costs; undefined when they think better of it.
 * `planOf`: for a choice and seeds what is to be trained.
 */
export async function askAttribution(
  title: string,
  changes: readonly string[],
  planOf: (asked: Pick<AttributionQuestion, 'choice' | 'seeds'>) => Promise<PlannedAttribution>,
): Promise<ChosenAttribution | undefined> {
  const groups = await askGroups(title, changes);
  if (groups === undefined) return undefined;
  const count = changes.length - groups.reduce((sum, group) => sum + group.length - 1, 0);
  const method = await askMethod(title, count);
  if (method === undefined) return undefined;
  const choice = { method, groups };
  const seedsUpTo = (length: number) => Array.from({ length }, (_, seed) => seed);
  const plan = await planOf({ choice, seeds: seedsUpTo(MOST_SEEDS) });
  const seedCount = await askSeeds(title, plan);
  if (seedCount === undefined) return undefined;
  // Seed by seed: those of the first ones are the first.
  const trained = plan.trained.slice(0, seedCount * plan.models.length);
  return { choice, seeds: seedsUpTo(seedCount), plan: { ...plan, trained } };
}

/** Round by round, until nothing more is ticked. */
async function askGroups(title: string, changes: readonly string[]): Promise<number[][] | undefined> {
  const groups: number[][] = [];
  for (;;) {
    const taken = new Set(groups.flat());
    const left = changes.flatMap((text, index) => (taken.has(index) ? [] : [{ label: printable(text), index }]));
    if (left.length < 2) return groups;
    const chosen = await vscode.window.showQuickPick(left, {
      title,
      canPickMany: true,
      placeHolder: vscode.l10n.t('Changes to be applied together, if any; each other one is applied by itself'),
    });
    if (chosen === undefined) return undefined;
    if (chosen.length < 2) return groups;
    groups.push(chosen.map(({ index }) => index));
  }
}

async function askMethod(title: string, count: number): Promise<AttributionMethod | undefined> {
  const { t } = vscode.l10n;
  const items: (vscode.QuickPickItem & { readonly method: AttributionMethod })[] = [
    {
      method: 'alone',
      label: t('Each change by itself'),
      detail: t(
        '{0} models for each seed; what they do not add up to is told as interaction',
        count < 2 ? 2 : count + 2,
      ),
    },
    {
      method: 'path',
      label: t('One change after the other'),
      detail: t('{0} models for each seed; the steps add up, and depend on their order', count + 1),
    },
    {
      method: 'shapley',
      label: t('Shapley values'),
      detail: t('{0} models for each seed; the mean over all orders', 2 ** count),
    },
  ];
  if (count < 2) return 'alone';
  const offered = items.filter(({ method }) => method !== 'shapley' || count <= MOST_SHAPLEY);
  const placeHolder = t('How {0} changes or groups of changes are told apart', count);
  return (await vscode.window.showQuickPick(offered, { title, placeHolder }))?.method;
}
