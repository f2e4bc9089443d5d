import { fuzz } from './fuzz.js';
import { comparisonTarget, modelTarget } from './targets/definitions.js';

fuzz(modelTarget, comparisonTarget);
