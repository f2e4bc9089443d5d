import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseModel } from '../../src/core/definition/parseModel.js';
import { planModel } from '../../src/core/plan/planModel.js';
import { ModelSession } from '../../src/core/training/modelSession.js';
import { loadDataset } from '../../src/datasets/index.js';
import { loadEngine } from '../../src/engines/loadEngine.js';

/**
 * What each augmenting layer adds to a training step of the shipped CNN. Steps with and without it take turns, and the best of
 * each counts: it is what other processes disturbed least.
 * `node test/support/runScript.mjs test/benchmark/augmentationCost.ts [--engine portable] [--batch-size 64] [--rounds 30]`
 */
const added: Readonly<Record<string, string>> = {
  nothing: '',
  randomFlip: '{ "type": "randomFlip" },',
  'randomTranslation, nearest':
    '{ "type": "randomTranslation", "heightFactor": 0.1, "widthFactor": 0.1, "interpolation": "nearest" },',
  'randomTranslation, bilinear': '{ "type": "randomTranslation", "heightFactor": 0.1, "widthFactor": 0.1 },',
  randomRotation: '{ "type": "randomRotation", "factor": 0.05 },',
  randomZoom: '{ "type": "randomZoom", "heightFactor": 0.2 },',
  randomContrast: '{ "type": "randomContrast", "factor": 0.2 },',
  randomErasing: '{ "type": "randomErasing" },',
  mixup: '{ "type": "mixup" },',
};

async function main(): Promise<void> {
  const options = {
    engine: { type: 'string', default: 'tensorflow' },
    'batch-size': { type: 'string', default: '64' },
    rounds: { type: 'string', default: '30' },
  } as const;
  const { values } = parseArgs({ options });
  const [batchSize, rounds] = [Number(values['batch-size']), Number(values.rounds)];
  const dataset = await loadDataset('fashion-mnist');
  const text = readFileSync(join(__dirname, '..', 'data', 'cnn.model.jsonc'), 'utf8');
  const engine = await loadEngine(values.engine === 'portable' ? 'portable' : 'tensorflow');
  const rows = Int32Array.from({ length: batchSize }, (_, row) => row * 7);
  const contestants: { readonly name: string; readonly session: ModelSession; readonly times: number[] }[] = [];
  for (const [name, layer] of Object.entries(added)) {
    const { value } = parseModel(text.replace('"layers": [', `"layers": [ ${layer}`));
    const plan = value && planModel(value, { inputShape: dataset.imageShape, classCount: 10 }).plan;
    if (value === undefined || plan === undefined) throw new Error(`The definition with ${name} cannot be planned.`);
    const session = await ModelSession.create(engine, plan, value.recipe.optimizer);
    await session.loadDataset(dataset);
    await session.initialize(0);
    contestants.push({ name, session, times: [] });
  }
  for (let step = 1; step <= rounds + 3; step += 1)
    for (const { session, times } of contestants) {
      const start = performance.now();
      await session.trainStep(rows, 0.001, step, 0);
      if (step > 3) times.push(performance.now() - start);
    }
  const best = (times: readonly number[]) => Math.min(...times);
  const base = best(contestants[0]?.times ?? []);
  process.stdout.write(`${engine.describe().id}, a step of ${batchSize} images, best of ${rounds}\n`);
  for (const { name, times } of contestants) {
    const more = best(times) - base;
    process.stdout.write(
      `${name.padEnd(28)} ${best(times).toFixed(2)} ms  ${more >= 0 ? '+' : ''}${more.toFixed(2)} ms  ${((more / base) * 100).toFixed(1)} %\n`,
    );
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
