import type { SuiteDefinition } from '../../suiteDefinition.js';

/** Two folders without any definition, which get some. */
export const suite: SuiteDefinition = { open: ['alpha', 'beta'] };
