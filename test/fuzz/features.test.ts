import { fuzz } from './fuzz.js';
import { featureEntryTarget } from './targets/features.js';

fuzz(featureEntryTarget);
