import type { ModelDefinition } from '../definition/definition.js';
import { nodeAt, rangeOf } from '../definition/jsonDocument.js';
import type { Problem } from '../definition/problem.js';
import { hasFineTuning } from './frozen.js';
import type { PlannedLayer } from './plan.js';

/** A second phase in which nothing is learned that was not learned in the first: a warning, as it may be meant. */
export function findPhaseProblems(
  { recipe, document, layers }: ModelDefinition,
  planned: readonly PlannedLayer[],
): readonly Problem[] {
  if (recipe.fineTuning === undefined || hasFineTuning(planned)) return [];
  const node = document?.root && nodeAt(document.root, ['training', 'fineTuning']);
  const range = node === undefined ? (layers[0]?.range ?? { start: 0, end: 0 }) : rangeOf(node);
  const message =
    'No layer is kept for the second phase, which only goes on with the first at a lower rate; give layers "trainable": "fineTuning".';
  return [{ code: 'nothing-to-fine-tune', severity: 'warning', message, range }];
}
