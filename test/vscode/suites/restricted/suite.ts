import type { SuiteDefinition } from '../../suiteDefinition.js';

/** A folder that the person does not trust. */
export const suite: SuiteDefinition = { isTrusted: false };
