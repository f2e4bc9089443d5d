import type { SuiteDefinition } from '../../suiteDefinition.js';

/** Two folders in one window. */
export const suite: SuiteDefinition = { open: ['alpha', 'beta'] };
