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
export function attributionReading(bar: WaterfallBar): string {
  return `${bar.label}: ${barFigure(bar)}`;
}

/** The figure beside a bar. */
export function barFigure({ kind, to, estimate }: WaterfallBar): string {
  if (kind === 'unknown') return UNKNOWN;
  return estimate === null ? formatPercent(to, 2) : estimateText(estimate);
}

const UNKNOWN = 'not known yet';

/** The two models and what lies between them: `plain → rich: +2.00 points ± 0.60`; safe to show. */
export function attributionTitle({ first, second, result: { total } }: AttributionRecord): string {
  return `${printable(first.name)} → ${printable(second.name)}: ${total === null ? UNKNOWN : estimateText(total)}`;
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
export function attributionNotes(record: AttributionRecord): string[] {
  const { method, groups, result } = record;
  const { interaction, isInseparable } = result;
  const notes: string[] = [...unfinishedNotes(record), ...groups.flatMap(({ reasons }) => reasons.map(printable))];
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

/** What is missing of an attribution, and how to go on. */
function unfinishedNotes({ unfinished, seeds, asked }: AttributionRecord): string[] {
  if (unfinished === undefined) return [];
  const { wanted, trained, failed } = unfinished;
  const of = asked === undefined ? '' : ` of ${asked.seeds.length}`;
  return [
    `Unfinished: ${trained} of ${formatQuantity(wanted, 'training')} are there, and the figures rest on ${seeds.length}${of} ${of === '' && seeds.length === 1 ? 'seed' : 'seeds'}. Attributing the same difference again goes on from here.`,
    ...failed.map(
      ({ name, seed, message }) => `${printable(name)}, seed ${seed}, could not be trained: ${printable(message)}`,
    ),
  ];
}

/** A bar of a waterfall: from where to where the accuracy goes, 0..1. */
export interface WaterfallBar {
  /** Safe to show. */
  readonly label: string;
  /** `unknown`: what has not been trained yet; it stands where the one before it ends. */
  readonly kind: 'model' | 'change' | 'interaction' | 'unknown';
  /** Of a change: its number among the groups. */
  readonly group?: number;
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
  const accuracyOf = (isMeant: (applied: readonly number[]) => boolean) =>
    nodes.find(({ applied }) => isMeant(applied))?.accuracy ?? null;
  const model = (name: string, accuracy: number | null): WaterfallBar => {
    const to = accuracy ?? at;
    const kind = accuracy === null ? 'unknown' : 'model';
    return { label: printable(name), kind, from: kind === 'model' ? 0 : to, to, estimate: null };
  };
  let at = 0;
  const bars = [
    model(
      first.name,
      accuracyOf((applied) => applied.length === 0),
    ),
  ];
  at = bars[0]?.to ?? 0;
  groups.forEach(({ label }, group) => {
    const estimate = result.steps[group] ?? null;
    const kind = estimate === null ? 'unknown' : 'change';
    const to = at + (estimate?.value ?? 0);
    bars.push({ label: printable(label), kind, group, from: at, to, estimate });
    // On a path the model after the step tells where the next one begins, even if the step itself is not known.
    const after = method === 'path' && estimate === null ? accuracyOf((applied) => applied.length === group + 1) : null;
    at = after ?? to;
  });
  const { interaction } = result;
  if (method === 'alone' && interaction !== null) {
    const to = at + interaction.value;
    bars.push({ label: 'interaction', kind: 'interaction', from: at, to, estimate: interaction });
    at = to;
  }
  return [
    ...bars,
    model(
      second.name,
      accuracyOf((applied) => applied.length === groups.length),
    ),
  ];
}

/** The waterfall as a table. */
export function attributionTable(record: AttributionRecord): Table {
  const bound = (value: number | undefined) => (value === undefined ? NO_VALUE : formatPoints(value, 2));
  const figures = (estimate: Estimate | null) => [
    bound(estimate?.value),
    bound(estimate?.interval?.low),
    bound(estimate?.interval?.high),
  ];
  return {
    columns: [
      { title: 'Step', flexible: true },
      { title: 'Points', align: 'right' },
      { title: 'From', align: 'right' },
      { title: 'To', align: 'right' },
      { title: 'Accuracy', align: 'right' },
    ],
    rows: [
      ...waterfall(record).map(({ label, estimate, to, kind, group }, index) => [
        {
          text: label,
          ...(index === 0 || (group === undefined && kind !== 'interaction') ? ({ tone: 'strong' } as const) : {}),
        },
        ...(group === undefined && estimate === null ? ['', '', ''] : figures(estimate)),
        kind === 'unknown' ? NO_VALUE : formatPercent(to, 2),
      ]),
      ['total', ...figures(record.result.total), ''],
    ],
  };
}
