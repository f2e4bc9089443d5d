import { augmentationCases } from './opCases/augmentationCases.js';
import { elementwiseCases } from './opCases/elementwiseCases.js';
import { linearCases } from './opCases/linearCases.js';
import type { OpCase } from './opCases/opCase.js';
import { resizeCases } from './opCases/resizeCases.js';
import { shapeCases } from './opCases/shapeCases.js';
import { trainingCases } from './opCases/trainingCases.js';
import { updateCases } from './opCases/updateCases.js';
import { windowCases } from './opCases/windowCases.js';

/** Uses of every op, at least one of each kind: what engines must agree on, and where gradients are checked. */
export const opCases: readonly OpCase[] = [
  ...shapeCases,
  ...elementwiseCases,
  ...linearCases,
  ...windowCases,
  ...resizeCases,
  ...trainingCases,
  ...augmentationCases,
  ...updateCases,
];
