import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeIdxParts, writeIdxParts } from '../../../support/idxFixture.js';
import type { SuiteDefinition } from '../../suiteDefinition.js';
import { comparisonText, modelOf, residualText } from './texts.js';

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
    // Images of 4 × 5 pixels in three classes.
    writeIdxParts(join(workspace, 'tiny'), makeIdxParts());
    const tiny = { name: 'tiny', dataset: 'idx:tiny', models: ['tiny.model.jsonc'] };
    writeFileSync(join(workspace, 'tiny.bakeoff.jsonc'), JSON.stringify(tiny));
    const output = '{ "type": "dense", "units": 3, "activation": "softmax" }';
    writeFileSync(join(workspace, 'tiny.model.jsonc'), modelOf('{ "type": "flatten" }', output));
  },
};
