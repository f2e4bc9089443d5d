import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SuiteDefinition } from '../../suiteDefinition.js';
import { comparisonText, residualText } from './texts.js';

/** What an editor does for definition files, as a person meets it. */
export const suite: SuiteDefinition = {
  settings: {
    // What is typed into a file is thrown away after each test.
    'files.autoSave': 'off',
    'editor.quickSuggestions': { strings: 'off' },
  },
  prepare: ({ workspace }) => {
    mkdirSync(join(workspace, 'models'));
    writeFileSync(join(workspace, 'residual.model.jsonc'), residualText);
    writeFileSync(join(workspace, 'models', 'small.model.jsonc'), residualText.replace('"residual"', '"small"'));
    writeFileSync(join(workspace, 'two.bakeoff.jsonc'), comparisonText);
  },
};
