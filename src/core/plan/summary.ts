import type { Recipe } from '../definition/definition.js';
import { optimizerTypeByName } from '../graph/optimizers/index.js';
import type { SampleShape } from '../layers/layer.js';
import type { ModelPlan, PlannedLayer } from './plan.js';

/** Bytes of a float32, in which weights and activations are kept. */
const BYTES = 4;

/** What a model is made of and what it costs: data for a table. */
export interface ModelSummary {
  readonly name: string;
  readonly inputShape: SampleShape;
  readonly classCount: number;
  readonly layers: readonly LayerSummary[];
  readonly parameterCount: number;
  /** Learned by gradient; the others are running statistics. */
  readonly trainableParameterCount: number;
  /** Multiply–accumulates for one image, forward. */
  readonly macs: number;
  readonly memory: MemoryEstimate;
}

/** A row of the table. */
export interface LayerSummary {
  readonly name: string;
  readonly type: string;
  readonly from: readonly string[];
  readonly outputShape: SampleShape;
  readonly parameterCount: number;
  readonly trainableParameterCount: number;
  readonly macs: number;
}

/**
 * Bytes as the definition implies them, an estimate: what an engine adds for itself (its library, work space of its
 * kernels) and what it saves (memory used again once an output has been read) is left out, as is the dataset.
 */
export interface MemoryEstimate {
  /** Parameters, float32. */
  readonly weightBytes: number;
  /** Outputs of all layers for one image, float32. */
  readonly activationBytes: number;
  /**
   * A training step: parameters, one gradient and the optimizer's slots for each that is trainable, and for each image of
   * the batch the outputs of all layers with a gradient each.
   */
  readonly trainingBytes: number;
  /** Images in the batch that `trainingBytes` is for. */
  readonly batchSize: number;
}

/** Summarizes a plan; the recipe decides the memory of a training step, by its batch size and optimizer. */
export function summarizeModel(plan: ModelPlan, recipe: Pick<Recipe, 'batchSize' | 'optimizer'>): ModelSummary {
  const layers = plan.layers.map(summarizeLayer);
  const total = (of: (layer: LayerSummary) => number) => layers.reduce((sum, layer) => sum + of(layer), 0);
  const parameterCount = total((layer) => layer.parameterCount);
  const trainableParameterCount = total((layer) => layer.trainableParameterCount);
  const activationBytes = BYTES * total((layer) => elementCount(layer.outputShape));
  const weightBytes = BYTES * parameterCount;
  const slotCount = optimizerTypeByName(recipe.optimizer.type)?.slots(recipe.optimizer.options).length ?? 0;
  return {
    name: plan.name,
    inputShape: plan.inputShape,
    classCount: plan.classCount,
    layers,
    parameterCount,
    trainableParameterCount,
    macs: total((layer) => layer.macs),
    memory: {
      weightBytes,
      activationBytes,
      trainingBytes:
        weightBytes + BYTES * trainableParameterCount * (1 + slotCount) + 2 * recipe.batchSize * activationBytes,
      batchSize: recipe.batchSize,
    },
  };
}

function summarizeLayer({ definition, outputShape, weights, macs }: PlannedLayer): LayerSummary {
  const count = (counted: PlannedLayer['weights']) =>
    counted.reduce((sum, weight) => sum + elementCount(weight.shape), 0);
  return {
    name: definition.name,
    type: definition.type.type,
    from: definition.from,
    outputShape,
    parameterCount: count(weights),
    trainableParameterCount: count(weights.filter((weight) => weight.trainable)),
    macs,
  };
}

function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
