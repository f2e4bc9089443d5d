import type { AnyFuzzTarget } from '../fuzzTarget.js';
import { attributionTarget } from './attributions.js';
import { h5WeightsTarget, tfjsWeightsTarget } from './backboneWeights.js';
import { comparisonTarget, modelTarget } from './definitions.js';
import { featureEntryTarget } from './features.js';
import { cifarTarget, folderSettingsTarget, jpegTarget, labelMappingTarget, tarTarget } from './folders.js';
import { findingsTarget, judgementsTarget } from './honesty.js';
import { datasetIdTarget, runIdTarget } from './ids.js';
import { idxTarget, pngTarget } from './images.js';
import { kerasTarget } from './kerasModels.js';
import { programTarget, trainingTarget } from './programs.js';
import { queueTarget } from './queue.js';
import { checkpointTarget, indexTarget, recordTarget } from './resumption.js';
import { claimTarget, eventsTarget, evidenceTarget, labelTarget, runFolderTarget, stopRequestTarget } from './runs.js';
import { predictionsTarget, weightsTarget } from './storedNumbers.js';

/** Everything that reads what other people wrote; a new parser is one file and one line here. */
export const fuzzTargets: readonly AnyFuzzTarget[] = [
  modelTarget,
  comparisonTarget,
  kerasTarget,
  programTarget,
  trainingTarget,
  idxTarget,
  pngTarget,
  jpegTarget,
  cifarTarget,
  labelMappingTarget,
  tarTarget,
  folderSettingsTarget,
  eventsTarget,
  runFolderTarget,
  labelTarget,
  evidenceTarget,
  stopRequestTarget,
  claimTarget,
  attributionTarget,
  queueTarget,
  weightsTarget,
  tfjsWeightsTarget,
  h5WeightsTarget,
  predictionsTarget,
  checkpointTarget,
  featureEntryTarget,
  indexTarget,
  recordTarget,
  runIdTarget,
  datasetIdTarget,
  findingsTarget,
  judgementsTarget,
];
