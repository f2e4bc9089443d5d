import type { SuiteDefinition } from '../../suiteDefinition.js';
import { suite as trusted } from '../pageData/suite.js';

/** The same run in a folder that the person does not trust: what is stored is shown, and no model is run. */
export const suite: SuiteDefinition = { ...trusted, isTrusted: false };
