import type { SuiteDefinition } from '../../suiteDefinition.js';

/** What the extension costs its host: memory and long tasks while a run streams; and how soon a curve begins. */
export const suite: SuiteDefinition = {
  settings: { 'modelBakeoff.training.epochs': 40 },
  timeoutSeconds: 300,
};
