import { fuzz } from './fuzz.js';
import { findingsTarget, judgementsTarget } from './targets/honesty.js';

fuzz(findingsTarget, judgementsTarget);
