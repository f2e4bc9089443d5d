import { formatCount, formatPercent, formatPoints, formatQuantity, NO_VALUE, printable } from '../format.js';
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

/** The models' accuracies in each view, with 95 % intervals. `titles`: of the models. */
export function honestTable(views: readonly HonestScores[], titles: readonly string[]): Table {
  return {
    columns: [
      { title: 'Test images', flexible: true },
      { title: 'Images', align: 'right' },
      ...titles.map((title) => ({ title: printable(title), align: 'right' as const })),
      ...(titles.length > 1 ? [{ title: 'Order', flexible: true }] : []),
    ],
    rows: views.map(({ view, count, relabelled, scores, order }) => [
      `${honestViewTitles[view]}${relabelled === 0 ? '' : `, ${formatCount(relabelled)} relabelled`}`,
      formatCount(count),
      ...scores.map(({ accuracy, interval }) =>
        accuracy === null
          ? NO_VALUE
          : `${formatPercent(accuracy, 2)}${interval === null ? '' : ` (${formatPercent(interval.low, 2).replace(' %', '')}–${formatPercent(interval.high, 2).replace(' %', '')})`}`,
      ),
      ...(titles.length > 1 ? [order.map((model) => printable(titles[model] ?? '')).join(' > ')] : []),
    ]),
  };
}

/** Whether the order and the verdicts survive, in sentences; none where there is nothing to hold the raw figures against. */
export function stabilitySentences(
  views: readonly HonestScores[],
  { isOrderKept, areVerdictsKept, changes }: RankStability,
  titles: readonly string[],
): string[] {
  if (views.length < 2 || titles.length < 2) return [];
  const nameOf = (model: number) => printable(titles[model] ?? `model ${model + 1}`);
  const others = formatQuantity(views.length - 1, 'stricter count');
  const head =
    isOrderKept && areVerdictsKept
      ? `The order of the models and each pair’s verdict survive in ${others}.`
      : isOrderKept
        ? `The order of the models survives in ${others}; not every verdict does.`
        : `The order of the models does not survive in every stricter count.`;
  return [
    head,
    ...changes.map(({ view, from, to, raw, verdict, isTurned }) => {
      const turned = isTurned ? 'change places' : 'keep their places';
      const after = views
        .find((scores) => scores.view === view)
        ?.pairs.find((pair) => pair.from === from && pair.to === to);
      const points = after?.difference == null ? '' : `, ${formatPoints(after.difference, 2)} points`;
      return `${honestViewTitles[view]}: ${nameOf(from)} and ${nameOf(to)} ${turned}; ${nameOf(to)} was ${words[raw]}, and is ${words[verdict]}${points}.`;
    }),
  ];
}

const words = { better: 'clearly better', worse: 'clearly worse', unclear: 'not clearly different' } as const;
