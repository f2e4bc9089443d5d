import path from 'node:path';
import type { Recipe } from '../core/definition/definition.js';
import { MAXIMUM_LENGTH } from '../core/definition/jsonDocument.js';
import { applyRecipe } from '../core/definition/recipe.js';
import { mapLayers } from '../core/explain/mapLayers.js';
import type { ModelPlan } from '../core/plan/plan.js';
import type { RunStarted } from '../core/run/events.js';
import type { RunState } from '../core/run/state.js';
import { ModelSession, type VariableValues } from '../core/training/modelSession.js';
import { loadEngine } from '../engines/loadEngine.js';
import { readRegularFile } from '../regularFile.js';
import { readRun } from '../runs/readRun.js';
import { runFiles } from '../runs/runFolder.js';
import { readWeights } from '../runs/weightsFile.js';
import { planRequest } from './planRequest.js';
import { requireMemory } from './requireMemory.js';

/** A stored run's model, ready to be used. */
export interface TrainedModel {
  readonly started: RunStarted;
  readonly plan: ModelPlan;
  readonly session: ModelSession;
}

/** What a run's folder holds of its model. */
export interface StoredModel {
  readonly state: RunState;
  readonly started: RunStarted;
  readonly plan: ModelPlan;
  readonly recipe: Recipe;
  readonly weights: VariableValues;
}

/** A stored run whose model cannot be used: a stable code and what to do. */
export class TrainedModelError extends Error {
  override readonly name = 'TrainedModelError';
}

/**
 * Loads a run's own copy of its definition and the weights that it ended with. `isInspected`: the session also gives what layers
 * make of images, and their class activation maps. The caller disposes the session.
 * @throws TrainedModelError when the run did not get far enough; WeightsError when the weights are missing or damaged;
 * EngineError when the engine cannot be loaded.
 */
export async function openTrainedModel(
  runFolder: string,
  { isInspected = false }: { readonly isInspected?: boolean } = {},
): Promise<TrainedModel> {
  const { started, plan, recipe, weights } = await readTrainedModel(runFolder);
  const activations = isInspected ? plan.layers.map((layer) => layer.definition.name) : [];
  const maps = isInspected ? mapLayers(plan).map(({ name }) => name) : [];
  const engine = await loadEngine(started.request.engine);
  const session = await ModelSession.create(engine, plan, recipe.optimizer, { activations, maps });
  try {
    await session.initializeFrom(weights);
    return { started, plan, session };
  } catch (error) {
    session.dispose();
    throw error;
  }
}

/** Reads a run's own copy of its definition and the weights that it ended with. @throws as `openTrainedModel`, less the engine. */
export async function readTrainedModel(runFolder: string): Promise<StoredModel> {
  const { state } = await readRun(runFolder);
  const { started } = state;
  if (started === undefined)
    throw new TrainedModelError(`${runFolder} holds no trained model: its training never began. Train it again.`);
  const definitionPath = path.join(runFolder, runFiles.definition);
  const limits = { maximumBytes: 4 * MAXIMUM_LENGTH, refuseLinks: true };
  const definitionText = await readRegularFile(definitionPath, limits).catch((error: Error) => {
    throw new TrainedModelError(`The run's definition ${definitionPath} cannot be read: ${error.message}.`);
  });
  const { imageShape, classNames } = started.dataset;
  const target = { inputShape: imageShape, classCount: classNames.length };
  const { definition, plan } = planRequest({ definitionText: definitionText.toString('utf8'), definitionPath }, target);
  const recipe = applyRecipe(definition.recipe, started.request.recipe);
  // One image at a time is the least that can be done with it.
  requireMemory(plan, { optimizer: recipe.optimizer, batchSize: 1 }, { imageShape, trainCount: 1, testCount: 1 });
  return { state, started, plan, recipe, weights: await readWeights(runFolder) };
}
