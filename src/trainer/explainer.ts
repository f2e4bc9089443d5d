import type { ExplainAnswer, ExplainMessage } from '../runs/explainMessages.js';
import { classifyImages, readGradCam, readOcclusion } from './explainImage.js';
import type { KeptModels } from './keptModels.js';
import { computeTrainFeatures, KeptFeatures } from './trainFeatures.js';

/** Does the tasks that tell why a model takes an image for what it does. */
export function explainer(models: KeptModels) {
  const features = new KeptFeatures();
  return async (
    message: ExplainMessage,
    signal: AbortSignal,
    onProgress: (done: number, total: number) => void,
  ): Promise<ExplainAnswer> => {
    switch (message.type) {
      case 'gradCam':
        return readGradCam(message, models);
      case 'occlusion':
        return readOcclusion(message, models, signal);
      case 'classify':
        return classifyImages(message, models);
      case 'featureNeighbours':
        return features.nearest(message, models);
      case 'trainFeatures':
        return computeTrainFeatures(message, signal, onProgress);
    }
  };
}
