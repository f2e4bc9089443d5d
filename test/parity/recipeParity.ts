import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dataset } from '../../src/core/dataset.js';
import type { Recipe } from '../../src/core/definition/definition.js';
import { splitDataset } from '../../src/core/training/split.js';
import { median } from '../benchmark/statistics.js';
import { cliRun } from '../support/cliRun.js';
import { loadModel } from '../support/loadModel.js';
import { plannedModelJson } from '../support/plannedModel.js';
import { writeTensors } from '../support/tensorFile.js';
import { runPython } from './kerasCases.js';
import { parityModels } from './parityCases.js';

/** Median accuracies that the published recipe must reach, and how far from Keras's the median may be. */
export const recipeTargets = { ann: 0.893, cnn: 0.914, distance: 0.005 } as const;

const VALIDATION_SPLIT = 0.2;

export interface RecipeParityOptions {
  readonly root: string;
  readonly python: string;
  readonly dataset: Dataset;
  readonly seeds: readonly number[];
  /** To try this out: fewer epochs and images than the recipe's. */
  readonly epochs?: number;
  readonly limit?: number;
  readonly log: (line: string) => void;
}

/** One training by the recipe. */
export interface RecipeRun {
  readonly seed: number;
  readonly testAccuracy: number;
  readonly epochs: number;
  readonly durationMs: number;
}

/** A model trained by both, seed by seed, on the same images. */
export interface RecipeParityResult {
  readonly model: 'ann' | 'cnn';
  readonly own: readonly RecipeRun[];
  readonly keras: readonly RecipeRun[];
  readonly ownMedian: number;
  readonly kerasMedian: number;
  readonly passed: boolean;
}

/**
 * Trains the shipped models with the published recipe, here through the command line and in Keras, with the same
 * images to train on and to watch for each seed.
 */
export async function recipeParity(options: RecipeParityOptions): Promise<RecipeParityResult[]> {
  const results: RecipeParityResult[] = [];
  for (const model of ['ann', 'cnn'] as const) {
    const own: RecipeRun[] = [];
    const keras: RecipeRun[] = [];
    for (const seed of options.seeds) {
      own.push(await trainHere(model, seed, options));
      options.log(`${model} seed ${seed} here: ${describe(own.at(-1))}`);
      keras.push(await trainInKeras(model, seed, options));
      options.log(`${model} seed ${seed} in Keras: ${describe(keras.at(-1))}`);
    }
    const ownMedian = median(own.map(({ testAccuracy }) => testAccuracy));
    const kerasMedian = median(keras.map(({ testAccuracy }) => testAccuracy));
    const passed = ownMedian >= recipeTargets[model] && Math.abs(ownMedian - kerasMedian) <= recipeTargets.distance;
    results.push({ model, own, keras, ownMedian, kerasMedian, passed });
  }
  return results;
}

function describe(run: RecipeRun | undefined): string {
  if (run === undefined) return 'nothing';
  return `test accuracy ${run.testAccuracy.toFixed(4)}, ${run.epochs} epochs, ${(run.durationMs / 1000).toFixed(0)} s`;
}

async function trainHere(model: 'ann' | 'cnn', seed: number, options: RecipeParityOptions): Promise<RecipeRun> {
  const { root, epochs, limit } = options;
  const run = await cliRun(join(root, 'dist', 'cli.cjs'), [
    join(root, parityModels[model]),
    ...['--seed', String(seed), '--validation-split', String(VALIDATION_SPLIT)],
    ...(epochs === undefined ? [] : ['--epochs', String(epochs)]),
    ...(limit === undefined ? [] : ['--limit', String(limit)]),
  ]);
  rmSync(run.runsFolder, { recursive: true, force: true });
  return {
    seed,
    testAccuracy: run.evaluation.test.accuracy,
    epochs: run.events.filter((event) => event.type === 'epochEnded').length,
    durationMs: run.durationMs,
  };
}

async function trainInKeras(model: 'ann' | 'cnn', seed: number, options: RecipeParityOptions): Promise<RecipeRun> {
  const { root, python, dataset, epochs, limit } = options;
  const { plan, recipe: own } = loadModel(join(root, parityModels[model]));
  const recipe: Recipe = { ...own, ...(epochs === undefined ? {} : { epochs }) };
  const counts = { train: dataset.train.count, test: dataset.test.count };
  const split = splitDataset(counts, { seed, validationSplit: VALIDATION_SPLIT, limit });
  const folder = mkdtempSync(join(tmpdir(), 'bakeoff-recipe-'));
  try {
    writeFileSync(join(folder, 'model.json'), JSON.stringify(plannedModelJson(plan, recipe)));
    const { train, test, imageShape } = dataset;
    const labels = Int32Array.from([...train.labels, ...test.labels]);
    writeTensors(join(folder, 'data'), {
      images: {
        dtype: 'uint8',
        shape: [labels.length, ...imageShape],
        data: Buffer.concat([train.images, test.images]),
      },
      labels: { dtype: 'int32', shape: [labels.length], data: labels },
    });
    const numbers = Object.entries(split).map(([name, data]: [string, Int32Array]) => [
      name,
      { dtype: 'int32' as const, shape: [data.length], data },
    ]);
    writeTensors(join(folder, 'split'), Object.fromEntries(numbers));
    const script = join(root, 'test', 'parity', 'run_recipe.py');
    const output = await runPython(python, [script, folder, String(seed)]);
    return { seed, ...(JSON.parse(output) as Omit<RecipeRun, 'seed'>) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
