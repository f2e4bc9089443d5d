import { fuzz } from './fuzz.js';
import { eventsTarget, runFolderTarget } from './targets/runs.js';

fuzz(eventsTarget, runFolderTarget);
