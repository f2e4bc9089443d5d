import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SuiteDefinition } from '../../suiteDefinition.js';
import { editedText, storedRunsOf, trainedText } from './stored.js';
import { writeRun } from './writtenRuns.js';

/** The two trees over runs that are stored already, with some that come while they are looked at. */
export const suite: SuiteDefinition = {
  settings: { 'modelBakeoff.engine': 'portable' },
  environment: { BAKEOFF_FASHION_MNIST: '' },
  prepare({ workspace }) {
    writeFileSync(join(workspace, 'ann.model.jsonc'), editedText);
    writeFileSync(join(workspace, 'cnn.model.jsonc'), trainedText('cnn'));
    for (const run of storedRunsOf(workspace)) {
      const folder = writeRun(join(workspace, '.bakeoff', 'runs'), run);
      if (run.ending === 'failed') writeFileSync(join(folder, 'trainer.log'), 'This is what the trainer said.\n');
    }
  },
};
