import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { storeImageRun } from '../../../support/imageRun.js';
import type { SuiteDefinition } from '../../suiteDefinition.js';
import { RUN_ID, runProbabilities, writeDoubtfulSet } from './doubtfulSet.js';

/** Images in doubt: found, judged by a person, and what becomes of scores. */
export const suite: SuiteDefinition = {
  settings: { 'files.autoSave': 'off' },
  async prepare({ workspace }) {
    const dataset = writeDoubtfulSet(workspace);
    const probabilities = runProbabilities();
    await storeImageRun(join(workspace, '.bakeoff', 'runs'), RUN_ID, dataset, { probabilities });
    const layers = [{ type: 'rescale', scale: 1 / 255 }, { type: 'flatten' }];
    const output = { type: 'dense', units: 3, activation: 'softmax' };
    const training = { batchSize: 16, epochs: 8, optimizer: { type: 'adam', learningRate: 0.02 }, callbacks: [] };
    const model = { name: 'judge', layers: [...layers, output], training };
    writeFileSync(join(workspace, 'judge.model.jsonc'), `${JSON.stringify(model, undefined, 2)}\n`);
  },
};
