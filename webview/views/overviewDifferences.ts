import { formatQuantity, printable } from '../../src/core/format.js';
import {
  type DefinitionDifference,
  type DifferenceSide,
  differenceText,
} from '../../src/core/run/definitionDifference.js';
import type { ShownRun } from '../../src/protocol/page.js';
import { runName } from '../state/runText.js';

/** A place in the definition of a run. */
export interface DefinitionPlace {
  readonly runId: string;
  readonly letter: string;
  readonly layer?: string;
  /** From 1, in the run's own copy. */
  readonly line: number;
}

/** What another model has otherwise than the first. */
export interface ModelDifferences {
  readonly runIds: readonly [first: string, other: string];
  /** Something other than the data and the seed differs. */
  readonly isAttributable: boolean;
  readonly letters: readonly [first: string, other: string];
  readonly title: string;
  readonly items: readonly { readonly text: string; readonly places: readonly DefinitionPlace[] }[];
  /** Items that are not listed. */
  readonly further: number;
}

const MOST_ITEMS = 40;

/** What differs between two runs, once that is known. */
export type DifferencesOf = (first: ShownRun, other: ShownRun) => readonly DefinitionDifference[] | undefined;

/** What differs between what models were trained from, each held against the first. `runs`: one of each model. */
export function modelDifferences(
  [first, ...others]: readonly ShownRun[],
  differencesOf: DifferencesOf,
): ModelDifferences[] {
  if (first?.state.started === undefined) return [];
  return others.flatMap((other) => {
    const differences = other.state.started === undefined ? undefined : differencesOf(first, other);
    if (differences === undefined) return [];
    const found = differences.length === 0 ? 'nothing differs' : formatQuantity(differences.length, 'difference');
    return {
      runIds: [first.runId, other.runId],
      isAttributable: differences.some(({ area }) => area !== 'data'),
      letters: [first.letter, other.letter],
      title: `${runName(first)} → ${runName(other)}: ${found}`,
      items: differences.slice(0, MOST_ITEMS).map((difference) => ({
        text: printable(differenceText(difference)),
        places: [...placesOf(first, difference.first), ...placesOf(other, difference.second)],
      })),
      further: Math.max(0, differences.length - MOST_ITEMS),
    };
  });
}

function placesOf({ runId, letter }: ShownRun, side: DifferenceSide | null): DefinitionPlace[] {
  if (side === null || side.line === null) return [];
  return [{ runId, letter, line: side.line, ...(side.layer === undefined ? {} : { layer: side.layer }) }];
}
