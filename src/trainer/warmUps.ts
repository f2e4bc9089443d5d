import { mapLayers } from '../core/explain/mapLayers.js';
import type { TrainedModel } from './trainedModel.js';

/**
 * What makes a model ready to be asked of images, one call for each signature that a person's look at an image uses: the engine
 * reads and prepares each when it is first called, which takes several times as long as the answer.
 */
export function warmUps({ plan, session }: Pick<TrainedModel, 'plan' | 'session'>): (() => Promise<unknown>)[] {
  const black = new Uint8Array(plan.inputShape.reduce((product, side) => product * side, 1));
  return [
    () => session.predictImages(black, 1),
    ...(mapLayers(plan).length === 0
      ? []
      : [() => session.gradCam(black, 1, new Float32Array(plan.classCount).fill(1, 0, 1))]),
    () => session.activations(black, 1),
  ];
}
