import { fuzz } from './fuzz.js';
import { datasetIdTarget, runIdTarget } from './targets/ids.js';

fuzz(runIdTarget, datasetIdTarget);
