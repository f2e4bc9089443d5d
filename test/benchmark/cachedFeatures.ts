import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { RunEvent } from '../../src/core/run/events.js';
import { parseRunRequest } from '../../src/core/run/parseEvent.js';
import { createRunFolder } from '../../src/runs/runFolder.js';
import { TrainerProcess } from '../../src/runs/trainerProcess.js';

// What a second training on cached features takes: from the start of its process to its first epoch, and images a second
// in its epochs. `node test/support/runScript.mjs test/benchmark/cachedFeatures.ts [--definition FILE] [--dataset ID]
// [--engine tensorflow] [--rounds 3] [--entry dist/trainer.cjs]`. Without a definition: 512 features of a small frozen
// convolution, dropout and a dense layer, the shape of a head on a pooled backbone.

const { values } = parseArgs({
  options: {
    definition: { type: 'string' },
    dataset: { type: 'string', default: 'fashion-mnist' },
    engine: { type: 'string', default: 'tensorflow' },
    rounds: { type: 'string', default: '3' },
    entry: { type: 'string', default: path.resolve(process.cwd(), 'dist', 'trainer.cjs') },
  },
});

const standIn = `{
  "name": "Head on 512 features",
  "layers": [
    { "type": "rescale", "scale": 0.00392156862745098 },
    { "type": "conv2d", "filters": 32, "kernelSize": 3, "strides": 2, "padding": "same", "activation": "relu", "trainable": false },
    { "type": "conv2d", "filters": 512, "kernelSize": 1, "strides": 2, "activation": "relu", "trainable": false },
    { "type": "globalAveragePooling2d" },
    { "type": "dropout", "rate": 0.2 },
    { "type": "dense", "units": 10, "activation": "softmax" }
  ],
  "training": { "epochs": 3, "callbacks": [] }
}`;

interface Measured {
  readonly startMs: number;
  readonly featuresMs: number;
  readonly source: string;
  readonly perSecond: number;
}

async function trainOnce(root: string): Promise<Measured> {
  const request = parseRunRequest({
    definitionText: values.definition === undefined ? standIn : readFileSync(values.definition, 'utf8'),
    definitionPath: path.resolve(values.definition ?? 'head.model.jsonc'),
    dataset: values.dataset,
    seed: 0,
    validationSplit: 0.2,
    recipe: {},
    engine: values.engine,
  });
  if (request === undefined) throw new Error('no such request');
  const { folder } = await createRunFolder(root, { modelName: 'features', seed: 0, time: Date.now() });
  const started = performance.now();
  const trainer = TrainerProcess.start({ entry: values.entry, runFolder: folder, request });
  const events: RunEvent[] = [];
  let startMs = Number.NaN;
  for await (const event of trainer.events) {
    if (event.type === 'epochStarted' && event.epoch === 1) startMs = performance.now() - started;
    events.push(event);
  }
  await trainer.exited;
  const last = events.at(-1);
  if (last?.type !== 'runCompleted') throw new Error(`the run ended with ${JSON.stringify(last)}`);
  const run = events.find((event) => event.type === 'runStarted');
  const ready = events.find((event) => event.type === 'featuresReady');
  // The best epoch: an epoch lasts a second, and other processes come between.
  const epochMs = Math.min(...events.flatMap((event) => (event.type === 'epochEnded' ? [event.trainDurationMs] : [])));
  const perSecond = (run?.trainCount ?? 0) / (epochMs / 1000);
  return { startMs, featuresMs: ready?.durationMs ?? 0, source: ready?.source ?? 'none', perSecond };
}

async function main(): Promise<void> {
  if (!existsSync(values.entry)) throw new Error(`${values.entry} is not there: npm run build`);
  const root = mkdtempSync(path.join(tmpdir(), 'bakeoff-features-'));
  process.env.BAKEOFF_FEATURE_FOLDER = path.join(root, 'features');
  try {
    for (let round = 0; round <= Number(values.rounds); round += 1) {
      const { startMs, featuresMs, source, perSecond } = await trainOnce(path.join(root, 'runs'));
      const start = `first epoch after ${(startMs / 1000).toFixed(2)} s`;
      const features = `features ${source} in ${(featuresMs / 1000).toFixed(2)} s`;
      process.stdout.write(
        `training ${round + 1}: ${start}, ${features}, ${Math.round(perSecond).toLocaleString('en')} images/s\n`,
      );
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
