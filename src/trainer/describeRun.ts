import path from 'node:path';
import type { DatasetDescription } from '../core/dataset.js';
import type { Recipe } from '../core/definition/definition.js';
import { createLineMap, type LineMap } from '../core/definition/position.js';
import type { EngineDescription } from '../core/engine.js';
import { type ModelPlan, macsOf } from '../core/plan/plan.js';
import { type BackboneRecord, type LayerRecord, type RunStarted, SCHEMA_VERSION } from '../core/run/events.js';
import type { RunRequest } from '../core/run/request.js';
import { type Split, stepsIn } from '../core/training/split.js';
import { gitRevisionOf } from '../runs/gitRevision.js';
import { readRunOrigin } from '../runs/runOrigin.js';
import { version } from '../version.js';

/** What is known once everything stands ready to train. */
export interface PreparedRun {
  readonly folder: string;
  readonly request: RunRequest;
  readonly recipe: Recipe;
  readonly plan: ModelPlan;
  readonly split: Split;
  readonly dataset: DatasetDescription;
  readonly engine: EngineDescription;
  readonly backbones: readonly BackboneRecord[];
}

/** The event that opens a run: all that is needed to repeat it. */
export async function describeRun(run: PreparedRun): Promise<RunStarted> {
  const { request, plan, split } = run;
  const weights = plan.layers.flatMap((layer) => layer.weights);
  const map = createLineMap(request.definitionText);
  const { ranOn, gitRevision = await gitRevisionOf(path.dirname(request.definitionPath)) } = readRunOrigin(process.env);
  return {
    type: 'runStarted',
    time: Date.now(),
    schemaVersion: SCHEMA_VERSION,
    runId: path.basename(run.folder),
    request,
    recipe: run.recipe,
    modelName: plan.name,
    layers: plan.layers.map((layer) => layerRecord(layer, map)),
    parameterCount: elementCount(weights),
    trainableParameterCount: elementCount(weights.filter((weight) => weight.trainable)),
    macs: macsOf(plan),
    dataset: run.dataset,
    trainCount: split.train.length,
    validationCount: split.validation.length,
    testCount: split.test.length,
    stepsPerEpoch: stepsIn(split.train.length, run.recipe.batchSize),
    engine: run.engine,
    versions: { 'model-bakeoff': version, node: process.versions.node },
    ...(gitRevision === undefined ? {} : { gitRevision }),
    ...(ranOn === undefined ? {} : { ranOn }),
    ...(run.backbones.length === 0 ? {} : { backbones: run.backbones }),
  };
}

function layerRecord(layer: ModelPlan['layers'][number], map: LineMap): LayerRecord {
  const { name, type, from, range } = layer.definition;
  return {
    name,
    type: type.type,
    from,
    outputShape: layer.outputShape,
    parameterCount: elementCount(layer.weights),
    macs: layer.macs,
    line: map.positionAt(range.start).line,
  };
}

function elementCount(weights: readonly { readonly shape: readonly number[] }[]): number {
  return weights.reduce((sum, weight) => sum + weight.shape.reduce((product, size) => product * size, 1), 0);
}
