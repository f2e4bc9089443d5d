import type { SuiteDefinition } from '../../suiteDefinition.js';

/** An empty folder: what is there before anything was done. */
export const suite: SuiteDefinition = {};
