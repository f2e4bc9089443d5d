import { augmentImages } from './augmentImages.js';
import { evaluateRun } from './evaluateRun.js';
import { explainer } from './explainer.js';
import { KeptModels } from './keptModels.js';
import { predictImages } from './predictImages.js';
import { predictSplit } from './predictSplit.js';
import { probeRun } from './probeRun.js';
import { readActivations } from './readActivations.js';
import { runTraining } from './runTraining.js';
import { serveParent } from './serveParent.js';

const models = new KeptModels();
serveParent({
  train: runTraining,
  evaluate: evaluateRun,
  predict: predictImages,
  predictSplit,
  augment: augmentImages,
  probeLayers: probeRun,
  activations: (message) => readActivations(message, models),
  explain: explainer(models),
  prepare: () => models.prepare(),
});
