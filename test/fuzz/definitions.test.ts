import { fuzz } from './fuzz.js';
import { comparisonTarget, modelTarget } from './targets/definitions.js';
import { kerasTarget } from './targets/kerasModels.js';

fuzz(modelTarget, comparisonTarget, kerasTarget);
