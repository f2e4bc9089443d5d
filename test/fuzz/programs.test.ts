import { fuzz } from './fuzz.js';
import { programTarget, trainingTarget } from './targets/programs.js';

fuzz(programTarget, trainingTarget);
