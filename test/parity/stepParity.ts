import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dataset } from '../../src/core/dataset.js';
import type { Engine } from '../../src/core/engine.js';
import { randomStream } from '../../src/core/random.js';
import { initialWeights, type VariableValues } from '../../src/core/training/modelSession.js';
import { loadModel } from '../support/loadModel.js';
import { plannedModelJson, withoutDropout } from '../support/plannedModel.js';
import { absoluteDistance, type Distance, relativeDistance } from './closeness.js';
import { type KerasCase, type ReferenceResult, runKerasCases } from './kerasCases.js';
import { type ParityCase, parityCases, parityModels } from './parityCases.js';
import { runSteps, type StepsResult } from './runSteps.js';

/** Largest relative difference of a step's loss, and absolute difference of a probability. */
export const TOLERANCE = 1e-4;

const STEPS = 50;
const BATCH_SIZE = 64;
const PROBES = 512;
const SEED = 20_170_825;

export interface StepParityOptions {
  /** Folder of the repository. */
  readonly root: string;
  readonly python: string;
  readonly engine: Engine;
  readonly dataset: Dataset;
  readonly log: (line: string) => void;
}

/** How one case compared with the references. */
export interface StepParityResult {
  readonly name: string;
  /** Loss of the first and the last step. */
  readonly losses: readonly [first: number, last: number];
  /** From Keras: loss of each step (relative), probabilities before and after training. */
  readonly loss: Distance;
  readonly before: Distance;
  readonly after: Distance;
  /** Keras from itself, its initial weights rounded otherwise: what no comparison can go below. */
  readonly itself: Distance;
  /** From PyTorch: probabilities before training; only for chains of common layers. */
  readonly torch?: Distance;
  /** From a Keras with one option changed on purpose; only where the case has one. */
  readonly sabotaged?: Distance;
  /** The loss was held to `itself`, not to the tolerance. */
  readonly isChaotic: boolean;
  readonly passed: boolean;
}

/** Runs every case in this engine and in Keras, and compares. */
export async function stepParity(options: StepParityOptions): Promise<StepParityResult[]> {
  const { root, python, engine, dataset, log } = options;
  const batches = batchesOf(dataset);
  const prepared = parityCases.map((parityCase, index) => prepare(parityCase, index, root, batches));
  const folder = mkdtempSync(join(tmpdir(), 'bakeoff-parity-'));
  try {
    log(`Keras runs ${prepared.flatMap(({ kerasCases }) => kerasCases).length} trainings of ${STEPS} steps…`);
    const references = await runKerasCases(
      prepared.flatMap(({ kerasCases }) => kerasCases),
      {
        python,
        scripts: join(root, 'test', 'parity'),
        folder,
        images: dataset.train,
        imageShape: dataset.imageShape,
        probes: PROBES,
      },
    );
    log(`This engine runs ${prepared.length}…`);
    const results: StepParityResult[] = [];
    for (const { parityCase, plan, weights, kerasCases } of prepared) {
      const { optimizer } = parityCase;
      const own = await runSteps({ engine, plan, optimizer, weights, dataset, batches, probes: PROBES });
      results.push(compare(parityCase, own, kerasCases, references));
    }
    return results;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same images for every case, none twice. */
function batchesOf(dataset: Dataset): Int32Array[] {
  const order = Int32Array.from(randomStream(SEED, 'parity').permutation(dataset.train.count));
  return Array.from({ length: STEPS }, (_, step) => order.subarray(step * BATCH_SIZE, (step + 1) * BATCH_SIZE));
}

function prepare(parityCase: ParityCase, index: number, root: string, batches: readonly Int32Array[]) {
  const loaded = loadModel(join(root, parityModels[parityCase.model]));
  const plan = withoutDropout(loaded.plan);
  const { optimizer, sabotage } = parityCase;
  const weights = initialWeights(plan, SEED);
  const model = plannedModelJson(plan, { ...loaded.recipe, optimizer });
  const isFirstOfModel = parityCases.findIndex(({ model: name }) => name === parityCase.model) === index;
  const torch = isFirstOfModel && (parityCase.model === 'ann' || parityCase.model === 'cnn');
  const kerasCases: KerasCase[] = [
    { name: `${index}`, model, weights, batches, torch },
    { name: `${index}-itself`, model, weights: roundedOtherwise(weights), batches },
  ];
  if (sabotage !== undefined) {
    const changed = { ...optimizer, options: { ...optimizer.options, ...sabotage } };
    const sabotaged = { ...model, recipe: { ...model.recipe, optimizer: changed } };
    kerasCases.push({ name: `${index}-sabotaged`, model: sabotaged, weights, batches });
  }
  return { parityCase, plan, weights, kerasCases };
}

/** Each weight moved by about half a unit in its last place: as far as rounding in any program moves things. */
function roundedOtherwise(weights: VariableValues): VariableValues {
  const stream = randomStream(SEED, 'rounding');
  return Object.fromEntries(
    Object.entries(weights).map(([name, tensor]) => [
      name,
      { ...tensor, data: Float32Array.from(tensor.data, (value) => value * (1 + 6e-8 * (2 * stream.uniform() - 1))) },
    ]),
  );
}

function compare(
  parityCase: ParityCase,
  own: StepsResult,
  kerasCases: readonly KerasCase[],
  references: ReadonlyMap<string, ReferenceResult>,
): StepParityResult {
  const referenceOf = (position: number): ReferenceResult | undefined =>
    references.get(kerasCases[position]?.name ?? '');
  const [reference, itself, sabotaged] = [referenceOf(0), referenceOf(1), referenceOf(2)];
  if (reference === undefined || itself === undefined) throw new Error(`Keras gave no result for ${parityCase.name}.`);
  const distances = {
    loss: relativeDistance(own.losses, reference.keras.losses),
    before: absoluteDistance(own.before, reference.keras.before),
    after: absoluteDistance(own.after, reference.keras.after),
    itself: relativeDistance(itself.keras.losses, reference.keras.losses),
    ...(reference.torch === undefined ? {} : { torch: absoluteDistance(own.before, reference.torch) }),
    ...(sabotaged === undefined ? {} : { sabotaged: relativeDistance(own.losses, sabotaged.keras.losses) }),
  };
  const { loss, before, after, torch } = distances;
  const judged = parityCase.isChaotic ? [before, torch] : [loss, before, after, torch];
  const agree =
    judged.every((each) => each === undefined || each.largest <= TOLERANCE) &&
    (!parityCase.isChaotic || loss.largest <= 3 * distances.itself.largest);
  const notices = distances.sabotaged === undefined || distances.sabotaged.largest > TOLERANCE;
  return {
    name: parityCase.name,
    losses: [own.losses[0] ?? Number.NaN, own.losses.at(-1) ?? Number.NaN],
    ...distances,
    isChaotic: parityCase.isChaotic === true,
    passed: agree && notices,
  };
}
