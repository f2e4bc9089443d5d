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
