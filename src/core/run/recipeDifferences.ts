import type { Configured } from '../definition/configured.js';
import type { Recipe } from '../definition/definition.js';
import type { JsonPath } from '../definition/option.js';
import { type DefinitionDifference, type DifferenceSide, sameValue, valueText } from './definitionDifference.js';
import type { RunStarted } from './events.js';
import type { TrainedDefinition } from './trainedDefinition.js';

/** One value of a recipe. */
interface RecipeFact {
  readonly value: unknown;
  /** Below `training`. */
  readonly path: readonly [keyof Recipe, ...JsonPath];
  /** The subject of what it is an option of: an optimizer, a callback. */
  readonly of?: string;
}

/** What differs in how two runs were trained: the recipes in force, with the lines of each run's own copy. */
export function recipeDifferences(
  first: RunStarted,
  firstDefinition: TrainedDefinition,
  second: RunStarted,
  secondDefinition: TrainedDefinition,
): DefinitionDifference[] {
  const [ones, others] = [factsOf(first.recipe), factsOf(second.recipe)];
  return [...new Set([...ones.keys(), ...others.keys()])].flatMap((subject): DefinitionDifference[] => {
    const [one, other] = [ones.get(subject), others.get(subject)];
    if (one !== undefined && other !== undefined && sameValue(one.value, other.value)) return [];
    const head = (one ?? other)?.of;
    if (head !== undefined && !(one && other) && !sameValue(ones.get(head)?.value, others.get(head)?.value)) return [];
    const absent: DifferenceSide | null = head === undefined ? null : { text: valueText(null), line: null };
    const firstSide = one === undefined ? absent : sideOf(one, first, firstDefinition);
    const secondSide = other === undefined ? absent : sideOf(other, second, secondDefinition);
    const kind = firstSide === null ? 'added' : secondSide === null ? 'removed' : 'changed';
    return [{ area: 'training', kind, subject, first: firstSide, second: secondSide }];
  });
}

function sideOf({ value, path }: RecipeFact, { request }: RunStarted, definition: TrainedDefinition): DifferenceSide {
  // What was asked for with the run is laid over the definition, which then says something else.
  const isOverridden = request.recipe[path[0]] !== undefined;
  return { text: valueText(value), line: isOverridden ? null : definition.lineOfTraining(path) };
}

function factsOf(recipe: Recipe): Map<string, RecipeFact> {
  const facts = new Map<string, RecipeFact>();
  const add = (subject: string, { type, options }: Configured, path: RecipeFact['path']) => {
    facts.set(subject, { value: type, path });
    for (const [option, value] of Object.entries(options))
      if (value !== undefined && value !== null)
        facts.set(`${subject}.${option}`, { value, path: [...path, option], of: subject });
  };
  add('optimizer', recipe.optimizer, ['optimizer']);
  add('learningRateSchedule', recipe.learningRateSchedule, ['learningRateSchedule']);
  facts.set('batchSize', { value: recipe.batchSize, path: ['batchSize'] });
  facts.set('epochs', { value: recipe.epochs, path: ['epochs'] });
  const { labelSmoothing = 0 } = recipe;
  if (labelSmoothing > 0) facts.set('labelSmoothing', { value: labelSmoothing, path: ['labelSmoothing'] });
  if (recipe.fineTuning !== undefined)
    for (const [option, value] of Object.entries(recipe.fineTuning))
      facts.set(`fineTuning.${option}`, { value, path: ['fineTuning', option] });
  const seen = new Map<string, number>();
  for (const [index, callback] of recipe.callbacks.entries()) {
    const earlier = seen.get(callback.type) ?? 0;
    seen.set(callback.type, earlier + 1);
    add(`callbacks.${callback.type}${earlier === 0 ? '' : ` ${earlier + 1}`}`, callback, ['callbacks', index]);
  }
  return facts;
}
