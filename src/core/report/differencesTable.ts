import { NO_VALUE, printable } from '../format.js';
import { type MetricId, metrics } from '../metrics/index.js';
import { type ComparisonRow, type ComparisonTable, comparisonMetricIds } from '../run/comparison.js';
import type { DefinitionDifference } from '../run/definitionDifference.js';
import { definitionDifferences } from '../run/definitionDifferences.js';
import type { RunStarted } from '../run/events.js';
import type { RunState } from '../run/state.js';
import type { Table } from './table.js';

/** Facts of the data whose name says nothing of a model. */
const leftOut = new Set(['seed']);

/**
 * What differs between models, and nothing else: a row for each layer's option, part of the recipe, fact of the data and
 * measured figure that is not the same for all, a column for each model; null where there are fewer than two models or
 * nothing differs. What was trained is held against the first model, by meaning.
 */
export function differencesTable({ rows }: ComparisonTable, states: readonly RunState[]): Table | null {
  if (rows.length < 2) return null;
  const stateOf = new Map(states.map((state) => [state.started?.runId, state.started]));
  const started = rows.map((row) => stateOf.get(row.runs[0]?.runId));
  const lines = [...trainedLines(started), ...figureLines(rows)];
  if (lines.length === 0) return null;
  return {
    turnable: true,
    columns: [
      { title: 'What differs', flexible: true },
      ...rows.map((row) => ({ title: printable(row.modelName), flexible: true })),
    ],
    rows: lines.map(({ subject, texts }) => [{ text: subject, tone: 'strong' }, ...texts]),
  };
}

interface Line {
  readonly subject: string;
  readonly texts: readonly string[];
}

/**
 * By layer of the first model and option, in the order in which they come up; a model that does not differ there is as the
 * first, unless it has no such layer. Models may have layers of one name that are not the same one: what the first has goes by
 * its own names, what it has not is a row of its own.
 */
function trainedLines(started: readonly (RunStarted | undefined)[]): Line[] {
  const [first] = started;
  if (first === undefined) return [];
  const lines = new Map<string, (string | undefined)[]>();
  const lacking = started.map(() => new Set<string>());
  const layerOf = new Map<string, string>();
  started.forEach((other, column) => {
    if (other === undefined || column === 0) return;
    for (const difference of definitionDifferences(first, other)) {
      if (leftOut.has(difference.subject)) continue;
      const subject = subjectOf(difference);
      const texts = lines.get(subject) ?? new Array<string | undefined>(started.length).fill(undefined);
      lines.set(subject, texts);
      texts[0] ??= sideText(difference.first);
      texts[column] = sideText(difference.second);
      const layer = difference.first?.layer;
      if (layer === undefined) continue;
      layerOf.set(subject, layer);
      if (difference.second === null) lacking[column]?.add(layer);
    }
  });
  const hasLayer = (subject: string, column: number) => !lacking[column]?.has(layerOf.get(subject) ?? '');
  return [...lines].map(([subject, texts]) => ({
    subject,
    texts: texts.map((text, column) => {
      const isKnown = started[column] !== undefined && hasLayer(subject, column);
      return text ?? (isKnown ? texts[0] : undefined) ?? NO_VALUE;
    }),
  }));
}

function subjectOf({ area, kind, subject, option, first }: DefinitionDifference): string {
  if (area === 'layer' && kind === 'added') return `layer ${printable(subject)}, added`;
  const name = `${printable(first?.layer ?? subject)}${option === undefined ? '' : ` · ${printable(option)}`}`;
  return area === 'layer' ? `layer ${name}` : name;
}

function sideText(side: DefinitionDifference['first']): string {
  return side === null ? NO_VALUE : printable(side.text);
}

function figureLines(rows: readonly ComparisonRow[]): Line[] {
  return comparisonMetricIds.flatMap((id: MetricId): Line[] => {
    const texts = rows.map((row) => metrics[id].format(row.values[id]?.mean ?? null));
    return new Set(texts).size < 2 ? [] : [{ subject: metrics[id].title, texts }];
  });
}
