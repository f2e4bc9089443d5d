import { type DefinitionDifference, type DifferenceSide, valueText } from './definitionDifference.js';
import type { RunStarted } from './events.js';
import { changedFacts, type RecipeFact } from './recipeFacts.js';
import type { TrainedDefinition } from './trainedDefinition.js';

/** What differs in how two runs were trained: the recipes in force, with the lines of each run's own copy. */
export function recipeDifferences(
  first: RunStarted,
  firstDefinition: TrainedDefinition,
  second: RunStarted,
  secondDefinition: TrainedDefinition,
): DefinitionDifference[] {
  return changedFacts(first.recipe, second.recipe).map(
    ({ subject, first: one, second: other }): DefinitionDifference => {
      const absent: DifferenceSide | null =
        (one ?? other)?.of === undefined ? null : { text: valueText(null), line: null };
      const firstSide = one === undefined ? absent : sideOf(one, first, firstDefinition);
      const secondSide = other === undefined ? absent : sideOf(other, second, secondDefinition);
      const kind = firstSide === null ? 'added' : secondSide === null ? 'removed' : 'changed';
      return { area: 'training', kind, subject, first: firstSide, second: secondSide };
    },
  );
}

function sideOf({ value, path }: RecipeFact, { request }: RunStarted, definition: TrainedDefinition): DifferenceSide {
  // What was asked for with the run is laid over the definition, which then says something else.
  const isOverridden = request.recipe[path[0]] !== undefined;
  return { text: valueText(value), line: isOverridden ? null : definition.lineOfTraining(path) };
}
