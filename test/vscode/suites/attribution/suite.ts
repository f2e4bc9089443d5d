import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type IdxParts, makeIdxParts, writeIdxParts } from '../../../support/idxFixture.js';
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
  return `{\n  "name": "${name}",\n  "layers": [\n${lines}\n  ],\n  "training": { "batchSize": 8, "callbacks": [] }\n}\n`;
}

const SHAPE = [6, 6] as const;

/** Two rows of each image are bright, those that its label says, but of every fourth image others: there is something to learn. */
function learnable(parts: IdxParts): IdxParts {
  const size = SHAPE[0] * SHAPE[1];
  const header = 4 + 4 * 3;
  for (const images of [parts.trainImages, parts.testImages])
    for (let image = 0; image * size < images.length - header; image += 1) {
      const place = (image + (image % 4 === 3 ? 1 : 0)) % 3;
      const start = header + image * size + (place * size) / 3;
      images.fill(255, start, start + size / 3);
    }
  return parts;
}

/** Attributing a difference as a person does it: the portable engine on tiny images. */
export const suite: SuiteDefinition = {
  settings: { 'modelBakeoff.training.epochs': 1, 'files.autoSave': 'off' },
  timeoutSeconds: 300,
  prepare: ({ workspace }) => {
    writeIdxParts(join(workspace, 'tiny'), learnable(makeIdxParts({ trainCount: 120, testCount: 300, shape: SHAPE })));
    writeFileSync(join(workspace, 'plain.model.jsonc'), modelText('plain', 4));
    writeFileSync(join(workspace, 'rich.model.jsonc'), modelText('rich', 16, { type: 'dropout', rate: 0.1 }));
    const models = ['plain.model.jsonc', 'rich.model.jsonc'];
    writeFileSync(join(workspace, 'both.bakeoff.jsonc'), JSON.stringify({ name: 'both', dataset: 'idx:tiny', models }));
  },
};
