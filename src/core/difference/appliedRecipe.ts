import type { Configured } from '../definition/configured.js';
import type { Recipe } from '../definition/definition.js';
import { alignSequences } from '../run/alignSequences.js';
import type { DefinitionComparison } from './definitionChanges.js';

/** The first definition's recipe in force with some changes applied, by the subjects of their steps. */
export function appliedRecipe({ recipes, changes }: DefinitionComparison, applied: ReadonlySet<string>): Recipe {
  const { first, second } = recipes;
  const changed = new Set(changes.flatMap(({ step }) => (step.kind === 'recipe' ? step.subject : [])));
  const isSecond = (subject: string) => changed.has(subject) && applied.has(subject);
  const optionsOf = (subject: string, one: Configured, other: Configured): Configured => {
    const base = isSecond(subject) ? other : one;
    const options: Record<string, unknown> = { ...base.options };
    for (const option of new Set([...Object.keys(one.options), ...Object.keys(other.options)])) {
      const key = `${subject}.${option}`;
      if (!changed.has(key)) continue;
      const value = (applied.has(key) ? other : one).options[option];
      if (value === undefined) delete options[option];
      else options[option] = value;
    }
    return { type: base.type, options };
  };
  const fineTuning = isSecond('fineTuning')
    ? second.fineTuning
    : first.fineTuning && {
        epochs: isSecond('fineTuning.epochs')
          ? (second.fineTuning?.epochs ?? first.fineTuning.epochs)
          : first.fineTuning.epochs,
        learningRate: isSecond('fineTuning.learningRate')
          ? (second.fineTuning?.learningRate ?? first.fineTuning.learningRate)
          : first.fineTuning.learningRate,
      };
  const { labelSmoothing } = isSecond('labelSmoothing') ? second : first;
  return {
    optimizer: optionsOf('optimizer', first.optimizer, second.optimizer),
    learningRateSchedule: optionsOf('learningRateSchedule', first.learningRateSchedule, second.learningRateSchedule),
    batchSize: (isSecond('batchSize') ? second : first).batchSize,
    epochs: (isSecond('epochs') ? second : first).epochs,
    callbacks: mergedCallbacks(first, second).flatMap(({ subject, one, other }) => {
      if (one !== undefined && other !== undefined) return optionsOf(subject, one, other);
      if (one !== undefined) return isSecond(subject) ? [] : one;
      return other !== undefined && isSecond(subject) ? other : [];
    }),
    ...(labelSmoothing === undefined ? {} : { labelSmoothing }),
    ...(fineTuning === undefined ? {} : { fineTuning }),
  };
}

/** Callbacks that go together, the n-th of a type with the n-th, in the second recipe's order as far as it has them. */
function mergedCallbacks(first: Recipe, second: Recipe) {
  const [ones, others] = [namedCallbacks(first), namedCallbacks(second)];
  const secondSubjects = new Set(others.map(({ subject }) => subject));
  const order = [...ones.filter(({ subject }) => !secondSubjects.has(subject)), ...others];
  // Those of the first recipe alone stand where they stood among those that both have, if the order is one.
  const aligned = alignSequences(ones, others, {
    of: (one, other) => (one.subject === other.subject ? 1 : 0),
    isSame: (one, other) => one.subject === other.subject,
  });
  const sequence = aligned.flatMap(({ first: one, second: other }) => other ?? one ?? []);
  const subjects = [...new Set(sequence.map(({ subject }) => subject))];
  const known = new Map(order.map((entry) => [entry.subject, entry]));
  return subjects
    .filter((subject) => known.has(subject))
    .map((subject) => ({
      subject,
      one: ones.find((entry) => entry.subject === subject)?.callback,
      other: others.find((entry) => entry.subject === subject)?.callback,
    }));
}

function namedCallbacks({ callbacks }: Recipe) {
  const seen = new Map<string, number>();
  return callbacks.map((callback) => {
    const earlier = seen.get(callback.type) ?? 0;
    seen.set(callback.type, earlier + 1);
    return { subject: `callbacks.${callback.type}${earlier === 0 ? '' : ` ${earlier + 1}`}`, callback };
  });
}
