import { adam } from './adam.js';
import { adamW } from './adamW.js';
import type { OptimizerType } from './optimizer.js';
import { rmsprop } from './rmsprop.js';
import { sgd } from './sgd.js';

/** Every optimizer that a recipe can name. */
export const optimizerTypes: readonly OptimizerType[] = [adamW, adam, sgd, rmsprop];

/** The optimizer of that name. @throws RangeError when there is none: a definition that was read has only known names. */
export function optimizerTypeByName(type: string): OptimizerType {
  const found = optimizerTypes.find((candidate) => candidate.type === type);
  if (found === undefined) throw new RangeError(`unknown optimizer "${type}"`);
  return found;
}
