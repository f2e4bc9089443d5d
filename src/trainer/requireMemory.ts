import type { DatasetDescription } from '../core/dataset.js';
import type { Recipe } from '../core/definition/definition.js';
import { checkMemory, checkPortableMemory } from '../core/plan/checkMemory.js';
import type { ModelPlan } from '../core/plan/plan.js';
import { memoryLimit } from './memoryLimit.js';

/** Part of the memory that a training may count on: the system needs some too. */
const AVAILABLE = 0.9;

/** A model that does not fit into this machine's memory; the message says what to lower. */
export class MemoryError extends Error {
  override readonly name = 'MemoryError';
}

/** Returns if a training fits into the memory that this process, and its engine, may have. @throws MemoryError otherwise. */
export function requireMemory(
  plan: ModelPlan,
  recipe: Pick<Recipe, 'batchSize' | 'optimizer'>,
  dataset: Pick<DatasetDescription, 'imageShape' | 'trainCount' | 'testCount'>,
  limitBytes = AVAILABLE * memoryLimit(),
  engine?: string,
): void {
  const problem =
    checkMemory(plan, recipe, dataset, limitBytes) ??
    (engine === 'portable' ? checkPortableMemory(plan, recipe, dataset) : undefined);
  if (problem !== undefined) throw new MemoryError(problem.message);
}
