import type { OptionSpec } from '../definition/option.js';
import { choice } from '../definition/options.js';

/** Named initial values, with Keras's meaning and defaults. */
export const initializerNames = [
  'zeros',
  'ones',
  'glorotUniform',
  'glorotNormal',
  'heUniform',
  'heNormal',
  'lecunUniform',
  'lecunNormal',
  'randomUniform',
  'randomNormal',
  'truncatedNormal',
] as const;

export type Initializer = (typeof initializerNames)[number];

/** The named initial values of one weight. */
export function initializerOption(of: string, initial: Initializer): OptionSpec<Initializer> {
  return choice<Initializer>({
    description: `Initial values of the ${of}.`,
    values: initializerNames,
    default: initial,
  });
}
