import { formatQuantity, printable } from '../../src/core/format.js';
import { type DifferenceSide, differenceText } from '../../src/core/run/definitionDifference.js';
import { definitionDifferences } from '../../src/core/run/definitionDifferences.js';
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
  readonly letters: readonly [first: string, other: string];
  readonly title: string;
  readonly items: readonly { readonly text: string; readonly places: readonly DefinitionPlace[] }[];
  /** Items that are not listed. */
  readonly further: number;
}

const MOST_ITEMS = 40;

/** Comparing definitions is work, and they do not change. */
const known = new WeakMap<object, WeakMap<object, ModelDifferences>>();

/** What differs between what models were trained from, each held against the first. `runs`: one of each model. */
export function modelDifferences([first, ...others]: readonly ShownRun[]): ModelDifferences[] {
  const one = first?.state.started;
  if (first === undefined || one === undefined) return [];
  return others.flatMap((other) => {
    const { started } = other.state;
    if (started === undefined) return [];
    const ofFirst = known.get(one) ?? new WeakMap<object, ModelDifferences>();
    known.set(one, ofFirst);
    const kept = ofFirst.get(started);
    if (kept?.letters.join() === [first.letter, other.letter].join()) return kept;
    const differences = definitionDifferences(one, started);
    const placeOf = (run: ShownRun, side: DifferenceSide | null): DefinitionPlace[] =>
      side === null || side.line === null
        ? []
        : [
            {
              runId: run.runId,
              letter: run.letter,
              line: side.line,
              ...(side.layer === undefined ? {} : { layer: side.layer }),
            },
          ];
    const made: ModelDifferences = {
      letters: [first.letter, other.letter],
      title: `${runName(first)} → ${runName(other)}: ${differences.length === 0 ? 'nothing differs' : formatQuantity(differences.length, 'difference')}`,
      items: differences.slice(0, MOST_ITEMS).map((difference) => ({
        text: printable(differenceText(difference)),
        places: [...placeOf(first, difference.first), ...placeOf(other, difference.second)],
      })),
      further: Math.max(0, differences.length - MOST_ITEMS),
    };
    ofFirst.set(started, made);
    return made;
  });
}
