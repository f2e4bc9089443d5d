import { fuzz } from './fuzz.js';
import { checkpointTarget, indexTarget, recordTarget } from './targets/resumption.js';

fuzz(checkpointTarget, indexTarget, recordTarget);
