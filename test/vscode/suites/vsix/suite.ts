import type { SuiteDefinition } from '../../suiteDefinition.js';

/** The package as it would be published, installed in an empty VS Code. */
export const suite: SuiteDefinition = { extension: 'vsix' };
