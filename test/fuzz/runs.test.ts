import { fuzz } from './fuzz.js';
import { attributionTarget } from './targets/attributions.js';
import {
  claimTarget,
  eventsTarget,
  evidenceTarget,
  labelTarget,
  runFolderTarget,
  stopRequestTarget,
} from './targets/runs.js';

fuzz(eventsTarget, runFolderTarget, labelTarget, stopRequestTarget, claimTarget, evidenceTarget, attributionTarget);
