import { evaluateRun } from './evaluateRun.js';
import { predictImages } from './predictImages.js';
import { runTraining } from './runTraining.js';
import { serveParent } from './serveParent.js';

serveParent({ train: runTraining, evaluate: evaluateRun, predict: predictImages });
