import { fuzz } from './fuzz.js';
import { h5WeightsTarget, tfjsWeightsTarget } from './targets/backboneWeights.js';
import { predictionsTarget, weightsTarget } from './targets/storedNumbers.js';

fuzz(weightsTarget, predictionsTarget, tfjsWeightsTarget, h5WeightsTarget);
