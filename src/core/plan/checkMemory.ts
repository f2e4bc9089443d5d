import type { DatasetDescription } from '../dataset.js';
import type { Recipe } from '../definition/definition.js';
import { formatBytes, formatCount, formatShape } from '../format.js';
import type { ModelPlan } from './plan.js';
import { summarizeModel } from './summary.js';

/** A training that does not fit into memory. */
export interface MemoryProblem {
  /** What the training takes, an estimate on the low side. */
  readonly neededBytes: number;
  readonly availableBytes: number;
  /** What is needed, what there is, and what to lower, for people. */
  readonly message: string;
}

/** The trainer's own: its code, the engine's library, the garbage of a loop. */
const BASE_BYTES = 300e6;
/** Copies of the images that are in memory together while they are handed to the engine. */
const IMAGE_COPIES = 3;
/** Copies of the weights outside the engine: the best so far, and what is on its way to the disk. */
const WEIGHT_COPIES = 2;

/**
 * Holds what a training takes against the memory that there is, before anything is allocated; undefined if it fits. The
 * estimate counts what must be there at once (images, weights with gradients and slots, one batch's activations with
 * gradients), not an engine's work space, so that what is refused could not have worked.
 */
export function checkMemory(
  plan: ModelPlan,
  recipe: Pick<Recipe, 'batchSize' | 'optimizer'>,
  dataset: Pick<DatasetDescription, 'imageShape' | 'trainCount' | 'testCount'>,
  availableBytes: number,
): MemoryProblem | undefined {
  const batchSize = Math.min(recipe.batchSize, Math.max(1, dataset.trainCount));
  const { memory, layers } = summarizeModel(plan, { ...recipe, batchSize });
  const [height, width, channels] = dataset.imageShape;
  const imageBytes = IMAGE_COPIES * (dataset.trainCount + dataset.testCount) * height * width * channels;
  const perImage = 2 * memory.activationBytes;
  const batchBytes = batchSize * perImage;
  const modelBytes = memory.trainingBytes - batchBytes + WEIGHT_COPIES * memory.weightBytes;
  const neededBytes = BASE_BYTES + imageBytes + modelBytes + batchBytes;
  // Negated so that a NaN, from whatever arithmetic, is refused too.
  if (neededBytes <= availableBytes) return undefined;
  const left = availableBytes - BASE_BYTES - imageBytes - modelBytes;
  const fitting = Math.floor(left / perImage);
  const advice =
    fitting >= 1
      ? `Lower the batch size from ${formatCount(batchSize)} to ${formatCount(fitting)} or less.`
      : imageBytes >= Math.max(modelBytes, perImage)
        ? 'Use a dataset of fewer or smaller images.'
        : modelBytes >= perImage
          ? `Make the model smaller: ${largest(layers, (layer) => layer.parameterCount, 'parameters')}.`
          : `Make the model's layers smaller: ${largest(layers, (layer) => elementCount(layer.outputShape), 'outputs')}.`;
  const parts = `images ${formatBytes(imageBytes)}, weights ${formatBytes(modelBytes)}, a batch of ${formatCount(batchSize)} ${formatBytes(batchBytes)}`;
  return {
    neededBytes,
    availableBytes,
    message: `The training needs about ${formatBytes(neededBytes)} of memory (${parts}), and ${formatBytes(availableBytes)} are available. ${advice}`,
  };
}

/** WebAssembly addresses no more than this: all that the portable engine can hold, whatever the machine has. */
const PORTABLE_BYTES = 2 ** 32;

/**
 * As `checkMemory`, for what the portable engine itself holds: the images once, weights with gradients and slots, one
 * batch's activations with gradients. Undefined if they fit into its memory.
 */
export function checkPortableMemory(
  plan: ModelPlan,
  recipe: Pick<Recipe, 'batchSize' | 'optimizer'>,
  dataset: Pick<DatasetDescription, 'imageShape' | 'trainCount' | 'testCount'>,
): MemoryProblem | undefined {
  const batchSize = Math.min(recipe.batchSize, Math.max(1, dataset.trainCount));
  const { memory } = summarizeModel(plan, { ...recipe, batchSize });
  const count = dataset.trainCount + dataset.testCount;
  const imageBytes = count * elementCount(dataset.imageShape);
  const batchBytes = 2 * batchSize * memory.activationBytes;
  const modelBytes = memory.trainingBytes - batchBytes;
  const neededBytes = imageBytes + modelBytes + batchBytes;
  if (neededBytes <= PORTABLE_BYTES) return undefined;
  const parts = `${formatCount(count)} images of ${formatShape(dataset.imageShape)} ${formatBytes(imageBytes)}, weights ${formatBytes(modelBytes)}, a batch of ${formatCount(batchSize)} ${formatBytes(batchBytes)}`;
  const advice =
    imageBytes >= Math.max(modelBytes, batchBytes)
      ? 'Use fewer or smaller images'
      : modelBytes >= batchBytes
        ? 'Make the model smaller'
        : 'Lower the batch size';
  return {
    neededBytes,
    availableBytes: PORTABLE_BYTES,
    message: `The training needs about ${formatBytes(neededBytes)} in the portable engine (${parts}), which holds ${formatBytes(PORTABLE_BYTES)} at most. ${advice}, or use the TensorFlow engine: bakeoff engine install`,
  };
}

type Layers = ReturnType<typeof summarizeModel>['layers'];

/** `"dense" (4,096 outputs) has the most parameters, 16 M`: where to begin. */
function largest(layers: Layers, sizeOf: (layer: Layers[number]) => number, what: string): string {
  const layer = layers.reduce((most, other) => (sizeOf(other) > sizeOf(most) ? other : most), layers[0] as Layers[0]);
  return `"${layer.name}" of ${formatShape(layer.outputShape)} has the most ${what}, ${formatCount(sizeOf(layer))}`;
}

function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
