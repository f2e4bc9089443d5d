import { describe, expect, it } from 'vitest';
import { differencesTable } from '../../../src/core/report/differencesTable.js';
import { compareRuns } from '../../../src/core/run/comparison.js';
import { type RunState, reduceRunEvents } from '../../../src/core/run/state.js';
import { recordedRun } from '../../support/recordedRun.js';

type Layer = Readonly<Record<string, unknown>>;

const flatten = { type: 'flatten' };
const dense = (units: number, activation = 'relu') => ({ type: 'dense', units, activation });
const dropout = (rate: number) => ({ type: 'dropout', rate });
const output = dense(10, 'softmax');

/** A complete run of a model of these layers. */
function trained(modelName: string, layers: readonly Layer[]): RunState {
  const definitionText = JSON.stringify({ name: modelName, layers });
  const events = recordedRun({ modelName, runId: `run-${modelName}` }).map((event) =>
    event.type === 'runStarted' ? { ...event, request: { ...event.request, definitionText } } : event,
  );
  return reduceRunEvents(events);
}

/** Lines of the table, the figures left out. */
function differing(...models: readonly (readonly [string, readonly Layer[]])[]): string[] {
  const states = models.map(([name, layers]) => trained(name, layers));
  const rows = differencesTable(compareRuns(states), states)?.rows ?? [];
  const texts = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell : cell.text)).join(' | '));
  return texts.filter((text) => /^(layer|optimizer|training)/.test(text));
}

describe('what differs between models', () => {
  const first = ['a', [flatten, dense(64), dropout(0.2), dense(32), dropout(0.3), output]] as const;

  it('is nothing between two of one definition', () => {
    expect(differing(first, ['b', first[1]])).toEqual([]);
  });

  it('goes by the layers of the first model, whatever others call theirs', () => {
    // What is the second dropout of the one is the first of the other.
    expect(differing(first, ['b', [flatten, dense(64), dense(32), dropout(0.5), output]])).toEqual([
      'layer dropout | dropout | –',
      'layer dropout_1 · rate | 0.3 | 0.5',
    ]);
  });

  it('gives no value to a model that has no such layer', () => {
    const [bare, other] = [
      [flatten, dense(64), dense(32), output],
      [flatten, dense(64), dropout(0.4), dense(32), dropout(0.3), output],
    ];
    expect(differing(first, ['bare', bare], ['other', other])).toEqual([
      'layer dropout | dropout | – | dropout',
      'layer dropout_1 | dropout | – | dropout',
      'layer dropout · rate | 0.2 | – | 0.4',
    ]);
  });

  it('tells layers that the first model has not from its own of the same name', () => {
    const more = [flatten, dense(128), dense(64), dropout(0.2), dense(32), dropout(0.3), output];
    expect(differing(first, ['more', more])).toEqual(['layer dense, added | – | dense']);
  });
});
