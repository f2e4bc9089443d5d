import { layerActivity } from '../core/samples/layerActivity.js';
import type { ActivationsMessage, ActivationsReply } from '../runs/trainerMessages.js';
import { decodeImages } from './decodeImages.js';
import type { KeptModels } from './keptModels.js';

/**
 * What each layer of a stored run's model makes of an image.
 * @throws TrainedModelError when the image is not of the shape that the model takes, and as `openTrainedModel`.
 */
export async function readActivations(
  { runFolder, imageShape, image }: ActivationsMessage,
  models: KeptModels,
): Promise<Omit<ActivationsReply, 'type' | 'id'>> {
  const { started, plan, session } = await models.get(runFolder);
  const outputs = await session.activations(decodeImages(started, { imageShape, images: [image] }), 1);
  const layers = plan.layers.map(({ definition, outputShape }) => {
    const { name, type } = definition;
    const activity = layerActivity({ name, type: type.type, outputShape }, outputs[name]?.data ?? []);
    return { ...activity, map: { ...activity.map, bytes: Buffer.from(activity.map.bytes).toString('base64') } };
  });
  const last = plan.layers.at(-1)?.definition.name ?? '';
  return { layers, probabilities: Array.from(outputs[last]?.data ?? []) };
}
