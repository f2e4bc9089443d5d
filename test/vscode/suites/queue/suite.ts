import type { SuiteDefinition } from '../../suiteDefinition.js';

/** The queue on disk in the editor; its window is reloaded, and its extension host crashes, while it is worked off. */
export const suite: SuiteDefinition = {
  settings: { 'modelBakeoff.training.epochs': 9000 },
  transitions: ['reload', 'crash'],
  windowSize: '1200x800',
};
