import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { SuiteDefinition } from '../../suiteDefinition.js';

const layers = (units: readonly number[]) => [
  { type: 'rescale', scale: 1 / 255 },
  { type: 'flatten' },
  ...units.map((count) => ({ type: 'dense', units: count, activation: 'relu' })),
  { type: 'dense', units: 10, activation: 'softmax' },
];

/** A folder with a comparison that expects something, and nothing of it trained: as after a checkout. */
export const suite: SuiteDefinition = {
  settings: { 'modelBakeoff.training.epochs': 1 },
  prepare({ workspace }) {
    const write = (name: string, value: unknown) =>
      writeFileSync(path.join(workspace, name), `${JSON.stringify(value, undefined, 2)}\n`);
    write('plain.model.jsonc', { name: 'plain', layers: layers([]), training: { callbacks: [] } });
    write('deeper.model.jsonc', { name: 'deeper', layers: layers([16]), training: { callbacks: [] } });
    write('checked.bakeoff.jsonc', {
      name: 'checked out',
      models: ['plain.model.jsonc', 'deeper.model.jsonc'],
      expect: { accuracy: '>=0.20', parameters: '<=10000' },
    });
  },
};
