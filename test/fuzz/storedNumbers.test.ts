import { fuzz } from './fuzz.js';
import { predictionsTarget, weightsTarget } from './targets/storedNumbers.js';

fuzz(weightsTarget, predictionsTarget);
