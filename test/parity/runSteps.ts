import type { Dataset } from '../../src/core/dataset.js';
import type { Engine } from '../../src/core/engine.js';
import type { OptimizerConfig } from '../../src/core/graph/optimizers/optimizer.js';
import type { ModelPlan } from '../../src/core/plan/plan.js';
import { ModelSession, type VariableValues } from '../../src/core/training/modelSession.js';

/** What a training of some steps gave: compared with a reference's. */
export interface StepsResult {
  /** Loss of each step, before it moved the weights. */
  readonly losses: readonly number[];
  /** Probabilities of the first images, row by row: before the first step, and after the last. */
  readonly before: readonly number[];
  readonly after: readonly number[];
}

export interface StepsOptions {
  readonly engine: Engine;
  readonly plan: ModelPlan;
  readonly optimizer: OptimizerConfig;
  readonly weights: VariableValues;
  readonly dataset: Dataset;
  /** Image numbers of each step's batch. */
  readonly batches: readonly Int32Array[];
  /** How many images, from the first, to predict. */
  readonly probes: number;
}

/** Trains through the product's own session, from given weights on given batches. */
export async function runSteps(options: StepsOptions): Promise<StepsResult> {
  const { engine, plan, optimizer, weights, dataset, batches } = options;
  const session = await ModelSession.create(engine, plan, optimizer);
  try {
    await session.initializeFrom(weights);
    await session.loadDataset(dataset);
    const probes = Int32Array.from({ length: options.probes }, (_, index) => index);
    const before = [...(await session.predict(probes)).probabilities];
    const learningRate = Number(optimizer.options.learningRate);
    const losses: number[] = [];
    for (const [index, batch] of batches.entries())
      losses.push((await session.trainStep(batch, learningRate, index + 1, 0)).loss);
    return { losses, before, after: [...(await session.predict(probes)).probabilities] };
  } finally {
    session.dispose();
  }
}
