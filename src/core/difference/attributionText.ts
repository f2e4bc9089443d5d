import { formatPercent, formatPoints, formatQuantity, NO_VALUE, printable } from '../format.js';
import type { Table } from '../report/table.js';
import type { AttributionRecord } from './attributionRecord.js';
import type { Estimate } from './attributionResult.js';

const methodTexts = {
  alone: 'Each change by itself, applied to the first model',
  path: 'One change after the other, in this order; in another order they may be worth something else',
  shapley: 'Shapley values: the mean over all orders of the changes',
} as const;

/** `+0.9 points ± 0.3`; with bounds where they are not alike far away. Ready to be shown. */
export function estimateText({ value, interval }: Estimate): string {
  const points = `${formatPoints(value, 2)} points`;
  return interval === null
    ? points
    : `${points} ± ${formatPoints((interval.high - interval.low) / 2, 2).replace('+', '')}`;
}

/** What a bar of the waterfall says, in a few words. */
export function attributionReading({ label, to, estimate }: WaterfallBar): string {
  return `${label}: ${estimate === null ? formatPercent(to, 2) : estimateText(estimate)}`;
}

/** How it was measured, in a sentence. */
export function methodText({ method, seeds, imageCount, result }: AttributionRecord): string {
  const counted =
    result.covers === 'images-and-seeds'
      ? 'for other images and other seeds'
      : `for other images only: ${formatQuantity(seeds.length, 'seed')} cannot tell how far seeds lie apart, three can`;
  return `${methodTexts[method]}; ${formatQuantity(seeds.length, 'seed')}, ${formatQuantity(imageCount, 'test image')}; 95 % intervals ${counted}.`;
}

/** What is to be said of an attribution beside its figures, each a sentence; safe to show. */
export function attributionNotes({ method, groups, result }: AttributionRecord): string[] {
  const { interaction, isInseparable } = result;
  const notes: string[] = groups.flatMap(({ reasons }) => reasons.map(printable));
  if (isInseparable && interaction !== null)
    notes.push(
      `These changes cannot be told apart: together they do ${estimateText(interaction)} beside what each does by itself, more than any of them. Read the total, and no single figure.`,
    );
  else if (interaction?.interval && (interaction.interval.low > 0 || interaction.interval.high < 0))
    notes.push(
      `The changes depend on each other: ${estimateText(interaction)} of the difference are none of them by itself.`,
    );
  if (method === 'path' && groups.length > 1)
    notes.push(
      'A path does not show whether the changes depend on each other; by themselves, or by Shapley values, they do.',
    );
  return notes;
}

/** A bar of a waterfall: from where to where the accuracy goes, 0..1. */
export interface WaterfallBar {
  /** Safe to show. */
  readonly label: string;
  readonly kind: 'model' | 'change' | 'interaction';
  readonly from: number;
  readonly to: number;
  readonly estimate: Estimate | null;
}

/**
 * The waterfall from the first model to the second: bars of the changes, each beginning where the one before it ends, and of
 * the interaction where that is what is left. It ends at the second model.
 */
export function waterfall(record: AttributionRecord): WaterfallBar[] {
  const { first, second, groups, nodes, result, method } = record;
  const accuracyOf = (count: number) => nodes.find(({ applied }) => applied.length === count)?.accuracy;
  const start = accuracyOf(0) ?? 0;
  const bars: WaterfallBar[] = [{ label: printable(first.name), kind: 'model', from: 0, to: start, estimate: null }];
  let at = start;
  const add = (label: string, kind: WaterfallBar['kind'], estimate: Estimate) => {
    bars.push({ label, kind, from: at, to: at + estimate.value, estimate });
    at += estimate.value;
  };
  groups.forEach(({ label }, index) => {
    const step = result.steps[index];
    if (step !== undefined) add(printable(label), 'change', step);
  });
  if (method === 'alone' && result.interaction !== null) add('interaction', 'interaction', result.interaction);
  return [
    ...bars,
    { label: printable(second.name), kind: 'model', from: 0, to: accuracyOf(groups.length) ?? at, estimate: null },
  ];
}

/** The waterfall as a table. */
export function attributionTable(record: AttributionRecord): Table {
  const bound = (value: number | undefined) => (value === undefined ? NO_VALUE : formatPoints(value, 2));
  return {
    columns: [
      { title: 'Step', flexible: true },
      { title: 'Points', align: 'right' },
      { title: 'From', align: 'right' },
      { title: 'To', align: 'right' },
      { title: 'Accuracy', align: 'right' },
    ],
    rows: [
      ...waterfall(record).map(({ label, estimate, to, kind }) => [
        { text: label, ...(kind === 'model' ? ({ tone: 'strong' } as const) : {}) },
        estimate === null ? '' : formatPoints(estimate.value, 2),
        estimate === null ? '' : bound(estimate.interval?.low),
        estimate === null ? '' : bound(estimate.interval?.high),
        formatPercent(to, 2),
      ]),
      [
        'total',
        formatPoints(record.result.total.value, 2),
        bound(record.result.total.interval?.low),
        bound(record.result.total.interval?.high),
        '',
      ],
    ],
  };
}
