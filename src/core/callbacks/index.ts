import { bestCheckpoint } from './bestCheckpoint.js';
import type { CallbackType } from './callback.js';
import { earlyStopping } from './earlyStopping.js';
import { reduceLearningRateOnPlateau } from './reduceLearningRateOnPlateau.js';

/** Every callback that a recipe can name. */
export const callbackTypes: readonly CallbackType[] = [earlyStopping, reduceLearningRateOnPlateau, bestCheckpoint];

/** The callback of that name. @throws RangeError when there is none: a definition that was read has only known names. */
export function callbackTypeByName(type: string): CallbackType {
  const found = callbackTypes.find((candidate) => candidate.type === type);
  if (found === undefined) throw new RangeError(`unknown callback "${type}"`);
  return found;
}
