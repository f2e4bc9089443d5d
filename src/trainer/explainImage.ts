import { mapLayers } from '../core/explain/mapLayers.js';
import { occludedImages, occlusionGrid, placeCount } from '../core/explain/occlusion.js';
import { mapOutput } from '../core/graph/gradCam.js';
import { macsOf } from '../core/plan/plan.js';
import { evaluationBatch } from '../core/training/modelSession.js';
import type {
  AskedClass,
  ClassifiedAnswer,
  ClassifyMessage,
  GradCamAnswer,
  GradCamMessage,
  OcclusionAnswer,
  OcclusionMessage,
} from '../runs/explainMessages.js';
import { decodeImages } from './decodeImages.js';
import { ExplanationError } from './explanationError.js';
import type { KeptModels } from './keptModels.js';

type Models = Pick<KeptModels, 'get'>;

/**
 * Where in an image the layers of a run's model find what speaks for a class, or for it and against another.
 * @throws ExplanationError where no layer has a map, and for a class that there is not; as `openTrainedModel`.
 */
export async function readGradCam(message: GradCamMessage, models: Models): Promise<GradCamAnswer> {
  const { started, plan, session } = await models.get(message.runFolder);
  const layers = mapLayers(plan);
  if (layers.length === 0)
    throw new ExplanationError(
      'no-map-layers',
      'The model has no convolution: none of its layers has rows and columns of which a map could be made.',
      'Look at the occlusion map: it works for every model.',
    );
  const image = decodeImages(started, { imageShape: message.imageShape, images: [message.image] });
  const outputs = await session.gradCam(image, 1, classWeightsOf(message, plan.classCount));
  return {
    type: 'gradCamRead',
    layers: layers.map((layer) => ({ ...layer, map: base64Of(outputs[mapOutput(layer.name)]?.data) })),
    probabilities: Array.from(outputs.probabilities?.data ?? []),
  };
}

/**
 * How much less probable a class is to a run's model when a part of an image is hidden, for parts all over it (M. D. Zeiler and
 * R. Fergus, "Visualizing and Understanding Convolutional Networks", ECCV 2014, section 4.2). All in one call of the model, or in
 * as few as its memory allows; between two of them it can be stopped.
 * @throws ExplanationError for a class that there is not; as `openTrainedModel`; the signal's reason.
 */
export async function readOcclusion(
  message: OcclusionMessage,
  models: Models,
  signal: AbortSignal,
): Promise<OcclusionAnswer> {
  const { started, plan, session } = await models.get(message.runFolder);
  const { imageShape } = message;
  const weights = classWeightsOf(message, plan.classCount);
  const image = decodeImages(started, { imageShape, images: [message.image] });
  const score = (probabilities: Float32Array, row: number) =>
    weights.reduce((sum, weight, index) => {
      return weight === 0 ? sum : sum + weight * (probabilities[row * plan.classCount + index] ?? Number.NaN);
    }, 0);
  const grid = occlusionGrid(imageShape, macsOf(plan));
  const places = placeCount(grid);
  const drops = new Float32Array(places);
  let whole = Number.NaN;
  // The image itself comes first: with whatever the batch does to the last bits of all.
  const perCall = Math.max(2, evaluationBatch(plan));
  for (let from = 0; from < places; ) {
    const isFirst = from === 0;
    const to = Math.min(places, from + perCall - (isFirst ? 1 : 0));
    const hidden = occludedImages(image, imageShape, grid, message.fill, from, to);
    const images = isFirst ? joined(image, hidden) : hidden;
    const probabilities = await session.predictImages(images, to - from + (isFirst ? 1 : 0));
    if (isFirst) whole = score(probabilities, 0);
    for (let place = from; place < to; place += 1)
      drops[place] = whole - score(probabilities, place - from + (isFirst ? 1 : 0));
    from = to;
    // A stop is read between two calls.
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
  }
  return { type: 'occlusionRead', grid, probability: whole, drops: base64Of(drops) };
}

/** Class probabilities of images by a run's model. @throws TrainedModelError as `openTrainedModel` */
export async function classifyImages(message: ClassifyMessage, models: Models): Promise<ClassifiedAnswer> {
  const { started, plan, session } = await models.get(message.runFolder);
  const count = message.images.length;
  const flat = count === 0 ? new Float32Array() : await session.predictImages(decodeImages(started, message), count);
  const { classCount } = plan;
  const probabilities = message.images.map((_, index) =>
    Array.from(flat.subarray(index * classCount, (index + 1) * classCount)),
  );
  return { type: 'classified', probabilities };
}

/** @throws ExplanationError for a class that the model does not have, or one that is to be told from itself. */
function classWeightsOf({ classIndex, against }: AskedClass, classCount: number): Float32Array {
  const weights = new Float32Array(classCount);
  for (const index of [classIndex, against ?? classIndex])
    if (!Number.isInteger(index) || index < 0 || index >= classCount)
      throw new ExplanationError(
        'no-such-class',
        `The model has no class ${index}.`,
        `Choose one of 0 to ${classCount - 1}.`,
      );
  if (classIndex === against)
    throw new ExplanationError(
      'no-such-class',
      `Class ${classIndex} cannot be told from itself.`,
      'Choose another one.',
    );
  weights[classIndex] = 1;
  if (against !== undefined) weights[against] = -1;
  return weights;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function base64Of(data: Float32Array | Int32Array | Uint8Array | undefined): string {
  return data === undefined ? '' : Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64');
}
