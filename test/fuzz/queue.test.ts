import { fuzz } from './fuzz.js';
import { queueTarget } from './targets/queue.js';

fuzz(queueTarget);
