import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SuiteDefinition } from '../../suiteDefinition.js';
import { comparisonText, residualText } from './texts.js';

/** What an editor does for definition files, as a person meets it. */
export const suite: SuiteDefinition = {
  settings: {
    'editor.codeLens': true,
    'editor.inlayHints.enabled': 'on',
    'editor.quickSuggestions': { strings: 'off' },
  },
  prepare: ({ workspace }) => {
    mkdirSync(join(workspace, 'models'));
    writeFileSync(join(workspace, 'residual.model.jsonc'), residualText);
    writeFileSync(join(workspace, 'models', 'small.model.jsonc'), residualText.replace('"residual"', '"small"'));
    writeFileSync(join(workspace, 'two.bakeoff.jsonc'), comparisonText);
  },
};
