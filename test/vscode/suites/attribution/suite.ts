import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeIdxParts, writeIdxParts } from '../../../support/idxFixture.js';
import type { SuiteDefinition } from '../../suiteDefinition.js';

/** Two models of three classes of tiny images, which differ in two things. */
function modelText(name: string, units: number, ...more: object[]): string {
  const layers = [
    { type: 'flatten' },
    { type: 'dense', units, activation: 'relu' },
    ...more,
    { type: 'dense', units: 3, activation: 'softmax' },
  ];
  const lines = layers.map((layer) => `    ${JSON.stringify(layer)}`).join(',\n');
  return `{\n  "name": "${name}",\n  "layers": [\n${lines}\n  ],\n  "training": { "callbacks": [] }\n}\n`;
}

/** Attributing a difference as a person does it: the portable engine on tiny images. */
export const suite: SuiteDefinition = {
  settings: { 'modelBakeoff.training.epochs': 1, 'files.autoSave': 'off' },
  timeoutSeconds: 300,
  prepare: ({ workspace }) => {
    writeIdxParts(join(workspace, 'tiny'), makeIdxParts({ trainCount: 60, testCount: 90, shape: [6, 6] }));
    writeFileSync(join(workspace, 'plain.model.jsonc'), modelText('plain', 4));
    writeFileSync(join(workspace, 'rich.model.jsonc'), modelText('rich', 16, { type: 'dropout', rate: 0.1 }));
    const models = ['plain.model.jsonc', 'rich.model.jsonc'];
    writeFileSync(join(workspace, 'both.bakeoff.jsonc'), JSON.stringify({ name: 'both', dataset: 'idx:tiny', models }));
  },
};
