import { fuzz } from './fuzz.js';
import {
  claimTarget,
  eventsTarget,
  evidenceTarget,
  labelTarget,
  runFolderTarget,
  stopRequestTarget,
} from './targets/runs.js';

fuzz(eventsTarget, runFolderTarget, labelTarget, stopRequestTarget, claimTarget, evidenceTarget);
