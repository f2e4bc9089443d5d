import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { storeEvents } from '../../../support/eventLines.js';
import type { SuiteDefinition } from '../../suiteDefinition.js';
import { definitionText, storedEvents } from './stored.js';

/** The results panel: stored runs, a run that is being trained, and what is left of it after a reload. */
export const suite: SuiteDefinition = {
  settings: { 'files.autoSave': 'off' },
  transitions: ['reload'],
  prepare({ workspace }) {
    for (const name of ['ann', 'cnn']) writeFileSync(join(workspace, `${name}.model.jsonc`), definitionText(name));
    for (const [runId, events] of storedEvents(workspace))
      storeEvents(join(workspace, '.bakeoff', 'runs'), runId, events);
  },
};
