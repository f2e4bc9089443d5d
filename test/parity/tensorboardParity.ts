import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportTensorboard } from '../../src/interop/tensorboard/exportTensorboard.js';
import { writeExport } from '../../src/interop/writeExport.js';
import { exportSourceOf } from '../support/exportSource.js';
import { interopModel } from '../support/interopModels.js';
import { runPython } from './kerasCases.js';

type Read = Readonly<Record<string, Readonly<Record<string, string | readonly (readonly [number, number])[]>>>>;

const definition = { name: 'one', layers: [{ type: 'flatten' }, { type: 'dense', units: 10, activation: 'softmax' }] };

/** What TensorBoard's own reader does not find of a run, or finds otherwise; nothing where all is well. */
export async function tensorboardParity(python: string, root: string): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bakeoff-tensorboard-'));
  try {
    const source = exportSourceOf(interopModel(JSON.stringify(definition)));
    await writeExport(join(folder, 'tensorboard'), exportTensorboard(source), { overwrites: false });
    await runPython(python, [join(root, 'test', 'parity', 'run_tensorboard.py'), folder]);
    const read: Read = JSON.parse(readFileSync(join(folder, 'tensorboard.json'), 'utf8'));
    const { epochs, evaluation } = source.state;
    const last = epochs.at(-1)?.epoch ?? 0;
    const expected: [split: string, tag: string, points: [number, number][]][] = [
      ['train', 'epoch_loss', epochs.map(({ epoch, loss }) => [epoch, loss ?? Number.NaN])],
      ['train', 'epoch_accuracy', epochs.map(({ epoch, accuracy }) => [epoch, accuracy ?? Number.NaN])],
      ['validation', 'epoch_loss', epochs.map(({ epoch, validationLoss }) => [epoch, validationLoss ?? Number.NaN])],
      ['test', 'epoch_accuracy', [[last, evaluation?.test.accuracy ?? Number.NaN]]],
    ];
    const wrong = expected.flatMap(([split, tag, points]) => {
      const found = read[`${source.runId}/${split}`]?.[tag];
      const wanted = points.map(([step, value]) => [step, Math.fround(value)]);
      return JSON.stringify(found) === JSON.stringify(wanted) ? [] : [`${split}/${tag}: ${JSON.stringify(found)}`];
    });
    const text = read[`${source.runId}/train`]?.hyperparameters;
    return typeof text === 'string' && text.includes('| optimizer | adamW |') ? wrong : [...wrong, `text: ${text}`];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
