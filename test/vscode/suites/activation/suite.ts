import type { SuiteDefinition } from '../../suiteDefinition.js';

/** An empty folder: what is there before anything was done. Three starts, as whatever else the machine does shows in one. */
export const suite: SuiteDefinition = { transitions: ['reload', 'reload'] };
