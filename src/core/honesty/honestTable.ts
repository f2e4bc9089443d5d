import type { VerdictKind } from '../comparison/judgement.js';
import { formatCount, formatPercent, formatPoints, formatQuantity, NO_VALUE } from '../format.js';
import type { Table } from '../report/table.js';
import type { HonestScores, HonestView, RankStability } from './honestScores.js';

/** What the views are called. */
export const honestViewTitles: Readonly<Record<HonestView, string>> = {
  raw: 'All test images',
  leakFree: 'Without leaks',
  nearLeakFree: 'Without near leaks too',
  unsuspected: 'Without suspected labels',
  judged: 'As judged by a person',
};

/** The models' accuracies in each view, with 95 % intervals. */
export function honestTable(views: readonly HonestScores[]): Table {
  const titles = titlesOf(views);
  return {
    turnable: true,
    columns: [
      { title: 'Test images', flexible: true },
      { title: 'Count', align: 'right' },
      { title: 'Left out', align: 'right' },
      ...titles.map((title) => ({ title, align: 'right' as const })),
      ...(titles.length > 1 ? [{ title: 'Order', flexible: true }] : []),
    ],
    rows: views.map(({ view, count, leftOut, relabelled, models, order }) => [
      `${honestViewTitles[view]}${relabelled === 0 ? '' : `, ${formatCount(relabelled)} relabelled`}`,
      formatCount(count),
      formatCount(leftOut),
      ...models.map(({ accuracy: { value, interval } }) => {
        if (value === null) return NO_VALUE;
        const bounds = interval === null ? '' : ` (${number(interval.low)} to ${number(interval.high)})`;
        return `${formatPercent(value, 2)}${bounds}`;
      }),
      ...(titles.length > 1 ? [order.map((model) => titles[model] ?? '').join(' > ')] : []),
    ]),
  };
}

/** Whether the order and the verdicts survive, in sentences; none where there is nothing to hold the raw figures against. */
export function stabilitySentences(views: readonly HonestScores[], stability: RankStability): string[] {
  const titles = titlesOf(views);
  if (views.length < 2 || titles.length < 2) return [];
  const { isOrderKept, areVerdictsKept, changes } = stability;
  const others = formatQuantity(views.length - 1, 'stricter count');
  const head = isOrderKept
    ? areVerdictsKept
      ? `The order of the models and each verdict survive in ${others}.`
      : `The order of the models survives in ${others}; not every verdict does.`
    : 'The order of the models does not survive in every stricter count.';
  const nameOf = (model: number) => titles[model] ?? `model ${model + 1}`;
  return [
    head,
    ...changes.map(({ view, from, to, raw, verdict, difference, isTurned }) => {
      const places = isTurned ? 'change places' : 'keep their places';
      return `${honestViewTitles[view]}: ${nameOf(from)} and ${nameOf(to)} ${places}; ${nameOf(to)} ${words[raw].before}, and ${words[verdict].now} (${formatPoints(difference, 2)} points).`;
    }),
  ];
}

const words: Readonly<Record<VerdictKind, { readonly before: string; readonly now: string }>> = {
  better: { before: 'was better', now: 'is better' },
  worse: { before: 'was worse', now: 'is worse' },
  tie: { before: 'was level', now: 'is level' },
  undecided: { before: 'was undecided', now: 'is undecided' },
};

function titlesOf(views: readonly HonestScores[]): string[] {
  return (views[0]?.models ?? []).map(({ title }) => title);
}

function number(share: number): string {
  return formatPercent(share, 2).replace(' %', '');
}
