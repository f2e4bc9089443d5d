import { join } from 'node:path';
import { storeImageRun } from '../../../support/imageRun.js';
import type { SuiteDefinition } from '../../suiteDefinition.js';
import { probabilities, RUN_ID } from './storedProbabilities.js';

/** What the page is given of a run's images, on its whole way from the disk. */
export const suite: SuiteDefinition = {
  settings: { 'files.autoSave': 'off' },
  async prepare({ project, workspace }) {
    const dataset = `idx:${join(project, 'data', 'fashion-mnist')}`;
    await storeImageRun(join(workspace, '.bakeoff', 'runs'), RUN_ID, dataset, { probabilities });
  },
};
