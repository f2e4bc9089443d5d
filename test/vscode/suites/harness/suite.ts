import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SuiteDefinition } from '../../suiteDefinition.js';

/** The harness itself: phases, windows, and what the specs can do to them. */
export const suite: SuiteDefinition = {
  transitions: ['reload', 'crash', 'restart'],
  prepare: ({ workspace }) => writeFileSync(join(workspace, 'prepared.txt'), 'by the runner\n'),
};
