import type { Configured } from '../definition/configured.js';
import type { Recipe } from '../definition/definition.js';
import type { JsonPath } from '../definition/option.js';
import { sameValue } from './definitionDifference.js';

/** One value of a recipe. */
export interface RecipeFact {
  readonly value: unknown;
  /** Below `training`. */
  readonly path: readonly [keyof Recipe, ...JsonPath];
  /** The subject of what it is an option of: an optimizer, a callback. */
  readonly of?: string;
}

/** A value of two recipes that are not the same in it; undefined where one has no such thing. */
export interface ChangedFact {
  readonly subject: string;
  readonly first: RecipeFact | undefined;
  readonly second: RecipeFact | undefined;
}

/**
 * The values in which two recipes differ. Options of an optimizer, a schedule or a callback that the other recipe has
 * another one of, or none, are told only where both have them.
 */
export function changedFacts(first: Recipe, second: Recipe): ChangedFact[] {
  const [ones, others] = [recipeFacts(first), recipeFacts(second)];
  return [...new Set([...ones.keys(), ...others.keys()])].flatMap((subject): ChangedFact[] => {
    const [one, other] = [ones.get(subject), others.get(subject)];
    if (one !== undefined && other !== undefined && sameValue(one.value, other.value)) return [];
    const head = (one ?? other)?.of;
    if (head !== undefined && !(one && other) && !sameValue(ones.get(head)?.value, others.get(head)?.value)) return [];
    return [{ subject, first: one, second: other }];
  });
}

/** All values of a recipe by their subjects: `optimizer`, `optimizer.learningRate`, `callbacks.earlyStopping`. */
export function recipeFacts(recipe: Recipe): Map<string, RecipeFact> {
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
