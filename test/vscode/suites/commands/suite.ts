import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SuiteDefinition } from '../../suiteDefinition.js';
import { ownText } from './ownText.js';

/** Commands about datasets, samples, the engine and stored runs, where the user's cache cannot be written. */
export const suite: SuiteDefinition = {
  settings: { 'files.autoSave': 'off' },
  environment: { BAKEOFF_CACHE: '/dev/null/cache', BAKEOFF_FASHION_MNIST: '', BAKEOFF_TFJS_NODE: '' },
  prepare: ({ workspace }) => writeFileSync(join(workspace, 'cnn.model.jsonc'), ownText),
};
