import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { VariableValues } from '../../src/core/training/modelSession.js';
import { CheckpointWriter } from '../../src/runs/checkpoint.js';
import { floatsToBytes } from '../../src/runs/floatBytes.js';

// What a checkpoint costs after each epoch, on the disk of the temporary folder. Arguments: parameters of the model
// (default 422,026: the shipped CNN), epochs (default 30).
const [, , parameters = '422026', epochs = '30'] = process.argv;

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bakeoff-checkpoints-'));
  const tensors = (name: string, count: number): VariableValues => ({
    [name]: { dtype: 'float32', shape: [count], data: new Float32Array(count).map(Math.random) },
  });
  const count = Number(parameters);
  const times: Record<string, number[]> = { hash: [], 'checkpoint: weights, two slots, weights kept anew': [] };
  const measure = async (what: string, work: () => unknown) => {
    const start = performance.now();
    await work();
    times[what]?.push(performance.now() - start);
  };
  try {
    const writer = new CheckpointWriter(folder);
    for (let epoch = 1; epoch <= Number(epochs); epoch += 1) {
      const weights = tensors('kernel', count);
      const slots = tensors('slots', 2 * count);
      await measure('hash', () => {
        const hash = createHash('sha256');
        for (const { data } of Object.values(weights)) hash.update(floatsToBytes(data as Float32Array));
        return hash.digest('hex');
      });
      const kept = [{ callback: 0, epoch, weights }];
      const rest = { step: epoch, baseLearningRate: 0.001, isStopping: false, callbackStates: [], kept };
      await measure('checkpoint: weights, two slots, weights kept anew', () =>
        writer.write({ training: { epoch, ...rest, weights, slots }, history: [] }),
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  for (const [what, list] of Object.entries(times)) {
    list.sort((a, b) => a - b);
    const at = (fraction: number) => (list[Math.floor(fraction * (list.length - 1))] ?? 0).toFixed(1);
    process.stdout.write(`${what}: median ${at(0.5)} ms, nine in ten within ${at(0.9)} ms\n`);
  }
}

void main();
