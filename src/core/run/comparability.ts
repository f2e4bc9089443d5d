import { formatPercent, formatQuantity, printable } from '../format.js';
import type { ComparisonRow } from './comparison.js';
import type { RunStarted } from './events.js';
import type { RunState } from './state.js';

/** A reason not to hold the figures of some runs side by side. */
export interface ComparabilityWarning {
  /** Stable, kebab-case. */
  readonly code:
    | 'different-dataset'
    | 'different-split'
    | 'different-limit'
    | 'different-seeds'
    | 'no-evaluation'
    | 'unknown-start';
  readonly message: string;
  /** The runs it is about. */
  readonly runIds: readonly string[];
}

interface Difference {
  readonly code: ComparabilityWarning['code'];
  /** What has to be equal. */
  of(started: RunStarted): string | number | undefined;
  say(started: RunStarted): string;
}

const differences: readonly Difference[] = [
  {
    code: 'different-dataset',
    of: ({ dataset }) => dataset.checksum,
    say: ({ dataset }) =>
      `used other images (${printable(dataset.name)}${dataset.source.isSample ? ', embedded sample' : ''}, checksum ${dataset.checksum.slice(0, 8)})`,
  },
  {
    code: 'different-split',
    of: ({ request }) => request.validationSplit,
    say: ({ request }) => `held out ${formatPercent(request.validationSplit)} for validation`,
  },
  {
    code: 'different-limit',
    of: ({ request }) => request.limit,
    say: ({ request, trainCount }) =>
      request.limit === undefined
        ? `trained on all of its ${formatQuantity(trainCount, 'image')}`
        : `was limited to ${formatQuantity(request.limit, 'image')}`,
  },
];

/** What keeps runs from being compared on equal terms, each against the first run that has begun. */
export function comparabilityWarnings(
  states: readonly RunState[],
  rows: readonly ComparisonRow[],
): ComparabilityWarning[] {
  const started = states.flatMap((state) => state.started ?? []);
  const [first, ...others] = started;
  const warnings: ComparabilityWarning[] = [];
  if (states.length > started.length)
    warnings.push({
      code: 'unknown-start',
      message: `${formatQuantity(states.length - started.length, 'run')} cannot be compared: what was trained is not known.`,
      runIds: [],
    });
  if (first !== undefined)
    for (const { code, of, say } of differences) {
      const unlike = others.filter((other) => of(other) !== of(first));
      if (unlike.length === 0) continue;
      const sayings = [...new Set(unlike.map((other) => `${printable(other.modelName)} ${say(other)}`))];
      warnings.push({
        code,
        message: `Not comparable: ${printable(first.modelName)} ${say(first)}; ${sayings.join('; ')}.`,
        runIds: [first, ...unlike].map(({ runId }) => runId),
      });
    }
  return [...warnings, ...seedWarnings(rows), ...evaluationWarnings(rows)];
}

function seedWarnings(rows: readonly ComparisonRow[]): ComparabilityWarning[] {
  const seedsOf = (row: ComparisonRow) =>
    row.runs.flatMap(({ seed }) => (seed === null ? [] : [seed])).sort((a, b) => a - b);
  const [first, ...others] = rows;
  if (first === undefined) return [];
  const unlike = others.filter((row) => seedsOf(row).join() !== seedsOf(first).join());
  if (unlike.length === 0) return [];
  const shown = [first, ...unlike].map((row) => `${printable(row.modelName)} ${seedsOf(row).join(', ')}`);
  return [
    {
      code: 'different-seeds',
      message: `The models were not trained with the same seeds: ${shown.join('; ')}.`,
      runIds: [first, ...unlike].flatMap((row) => row.runs.map(({ runId }) => runId)),
    },
  ];
}

function evaluationWarnings(rows: readonly ComparisonRow[]): ComparabilityWarning[] {
  const runs = rows.flatMap((row) => row.runs.filter(({ hasEvaluation }) => !hasEvaluation));
  if (runs.length === 0) return [];
  const shown = runs.map(({ runId, status }) => `${printable(runId)} (${status})`);
  return [
    {
      code: 'no-evaluation',
      message: `Without an evaluation: ${shown.join(', ')}.`,
      runIds: runs.map(({ runId }) => runId),
    },
  ];
}
