import { runTraining } from './runTraining.js';
import { serveParent } from './serveParent.js';

serveParent({ train: runTraining });
