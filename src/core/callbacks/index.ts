import { bestCheckpoint } from './bestCheckpoint.js';
import type { CallbackType } from './callback.js';
import { earlyStopping } from './earlyStopping.js';
import { reduceLearningRateOnPlateau } from './reduceLearningRateOnPlateau.js';

/** Every callback that a recipe can name. */
export const callbackTypes: readonly CallbackType[] = [earlyStopping, reduceLearningRateOnPlateau, bestCheckpoint];

/** The callback named `type`, or undefined. */
export function callbackTypeByName(type: string): CallbackType | undefined {
  return callbackTypes.find((candidate) => candidate.type === type);
}
