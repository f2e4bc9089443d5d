import { type AttributionCost, attributionCostText } from '../../src/core/difference/attributionCost.js';
import type { AttributionRecord } from '../../src/core/difference/attributionRecord.js';
import {
  attributionNotes,
  attributionTable,
  attributionTitle,
  methodText,
  type WaterfallBar,
  waterfall,
} from '../../src/core/difference/attributionText.js';
import { formatQuantity, printable } from '../../src/core/format.js';
import type { Table } from '../../src/core/report/table.js';
import type { ShownRun } from '../../src/protocol/page.js';
import { chartAxis } from '../chart/chartAxis.js';
import { baselineFirst } from '../state/baselineFirst.js';
import type { Loading } from '../state/pageData.js';
import { problemText } from '../state/problemText.js';

/** A bar that may lead to where the second definition has the change. */
export interface ShownBar extends WaterfallBar {
  /** From 1. */
  readonly line?: number;
}

/** What an attribution shows. */
export interface WaterfallModel {
  readonly title: string;
  /** Of files, without ending. */
  readonly fileName: string;
  readonly bars: readonly ShownBar[];
  /** Bounds of the accuracies, 0..1, with all intervals inside. */
  readonly minimum: number;
  readonly maximum: number;
  readonly ticks: readonly number[];
  readonly table: Table;
  /** What is to be said of it, then how it was measured. */
  readonly notes: readonly string[];
  readonly summary: string;
}

/** Two runs whose difference may be attributed. */
export interface AttributedPair {
  readonly first: string;
  readonly second: string;
}

/** One run of the first model, the baseline's where it is shown, with one of each other model; models are told by their texts. */
export function attributedPairs(runs: readonly ShownRun[], baseline: string | undefined): AttributedPair[] {
  const ofModels = new Map<string, string>();
  for (const { runId, state } of baselineFirst(runs, baseline)) {
    const text = state.started?.request.definitionText;
    if (text !== undefined && !ofModels.has(text)) ofModels.set(text, runId);
  }
  const [first, ...others] = ofModels.values();
  return first === undefined ? [] : others.map((second) => ({ first, second }));
}

/** The waterfall of a stored attribution. */
export function waterfallModel(record: AttributionRecord): WaterfallModel {
  const bars = waterfall(record);
  const known = bars.filter(({ kind }) => kind !== 'unknown');
  const values = known.flatMap(({ kind, from, to, estimate }) => [
    to,
    ...(kind === 'model' ? [] : [from]),
    ...(estimate?.interval ? [from + estimate.interval.low, from + estimate.interval.high] : []),
  ]);
  const axis = chartAxis({ title: '', format: 'percent', values, floor: 0 });
  const title = attributionTitle(record);
  return {
    title,
    fileName: 'attribution',
    bars: bars.map((bar) => ({ ...bar, ...lineOf(record, bar) })),
    minimum: axis.minimum,
    maximum: axis.maximum,
    ticks: axis.ticks,
    table: attributionTable(record),
    notes: [...attributionNotes(record), methodText(record)],
    summary: `What each change is worth. ${title}.`,
  };
}

function lineOf({ groups }: AttributionRecord, { group }: WaterfallBar): { readonly line?: number } {
  const changes = group === undefined ? [] : (groups[group]?.changes ?? []);
  const line = changes.find(({ secondLine }) => secondLine !== null)?.secondLine;
  return line === undefined || line === null ? {} : { line };
}

/** What it costs to attribute a difference, before it is begun. */
export function costHint(cost: Loading<AttributionCost & { readonly seeds: number }>): string {
  if (cost.kind === 'loading') return '';
  if (cost.kind === 'failed') return printable(problemText(cost.problem));
  const { seeds } = cost.value;
  return `Each change by itself, ${formatQuantity(seeds, 'seed')}: ${attributionCostText(cost.value)}`;
}
