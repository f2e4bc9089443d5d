import type { Command } from '../host.js';
import { addToQueueCommand } from './addToQueue.js';
import { attributeDifferenceCommand } from './attributeDifference.js';
import { cancelJobsCommand } from './cancelJobs.js';
import { checkDatasetCommand } from './checkDataset.js';
import { checkLabelsCommand } from './checkLabels.js';
import { clearFeatureCacheCommand } from './clearFeatureCache.js';
import { clearFilterCommand } from './clearFilter.js';
import { clearQueueCommand } from './clearQueue.js';
import { clearRayTokenCommand } from './clearRayToken.js';
import { compareDefinitionsCommand } from './compareDefinitions.js';
import { compareSelectedCommand } from './compareSelected.js';
import { compareWithCommand } from './compareWith.js';
import { copyRunIdCommand } from './copyRunId.js';
import { createSampleWorkspaceCommand } from './createSampleWorkspace.js';
import { deleteRunCommand } from './deleteRun.js';
import { exportModelCommand } from './exportModel.js';
import { exportResultsCommand } from './exportResults.js';
import { fetchBackboneCommand } from './fetchBackbone.js';
import { fetchDatasetCommand } from './fetchDataset.js';
import { filterResultsCommand } from './filterResults.js';
import { groupByDatasetCommand } from './groupByDataset.js';
import { groupByDateCommand } from './groupByDate.js';
import { groupByDefinitionCommand } from './groupByDefinition.js';
import { importKerasCommand } from './importKeras.js';
import { installEngineCommand } from './installEngine.js';
import { moveJobsDownCommand } from './moveJobsDown.js';
import { moveJobsFirstCommand } from './moveJobsFirst.js';
import { moveJobsUpCommand } from './moveJobsUp.js';
import { newDefinitionCommand } from './newDefinition.js';
import { openResultsCommand } from './openResults.js';
import { openRunCommand } from './openRun.js';
import { pauseJobsCommand } from './pauseJobs.js';
import { pauseQueueCommand } from './pauseQueue.js';
import { pinBaselineCommand } from './pinBaseline.js';
import { prioritizeJobsCommand } from './prioritizeJobs.js';
import { refreshResultsCommand } from './refreshResults.js';
import { renameRunCommand } from './renameRun.js';
import { resumeJobsCommand } from './resumeJobs.js';
import { resumeRunCommand } from './resumeRun.js';
import { retryJobsCommand } from './retryJobs.js';
import { revealDefinitionCommand } from './revealDefinition.js';
import { revealLayerCommand } from './revealLayer.js';
import { setRayTokenCommand } from './setRayToken.js';
import { showAttributionCommand } from './showAttribution.js';
import { showDatasetSamplesCommand } from './showDatasetSamples.js';
import { showErrorsCommand } from './showErrors.js';
import { showLayerSamplesCommand } from './showLayerSamples.js';
import { showLogCommand } from './showLog.js';
import { showRunLogCommand } from './showRunLog.js';
import { showWhatChangedCommand } from './showWhatChanged.js';
import { stopAllCommand } from './stopAll.js';
import { stopRunCommand } from './stopRun.js';
import { trainAllCommand } from './trainAll.js';
import { trainDefinitionCommand } from './trainDefinition.js';
import { trainFashionMnistCommand } from './trainFashionMnist.js';
import { unpinBaselineCommand } from './unpinBaseline.js';
import { verifyRunCommand } from './verifyRun.js';
import { workQueueCommand } from './workQueue.js';

/** Every command; a new one is one file, one line here, its id in `ids.ts` and its entry in the manifest. */
export const commands: readonly Command[] = [
  addToQueueCommand,
  attributeDifferenceCommand,
  cancelJobsCommand,
  checkDatasetCommand,
  checkLabelsCommand,
  clearFeatureCacheCommand,
  clearFilterCommand,
  clearQueueCommand,
  clearRayTokenCommand,
  compareDefinitionsCommand,
  compareSelectedCommand,
  compareWithCommand,
  copyRunIdCommand,
  createSampleWorkspaceCommand,
  deleteRunCommand,
  exportModelCommand,
  exportResultsCommand,
  fetchBackboneCommand,
  fetchDatasetCommand,
  filterResultsCommand,
  groupByDatasetCommand,
  groupByDateCommand,
  groupByDefinitionCommand,
  importKerasCommand,
  installEngineCommand,
  moveJobsDownCommand,
  moveJobsFirstCommand,
  moveJobsUpCommand,
  newDefinitionCommand,
  openResultsCommand,
  openRunCommand,
  pauseJobsCommand,
  pauseQueueCommand,
  pinBaselineCommand,
  prioritizeJobsCommand,
  refreshResultsCommand,
  renameRunCommand,
  resumeJobsCommand,
  resumeRunCommand,
  retryJobsCommand,
  revealDefinitionCommand,
  revealLayerCommand,
  setRayTokenCommand,
  showAttributionCommand,
  showDatasetSamplesCommand,
  showErrorsCommand,
  showLayerSamplesCommand,
  showLogCommand,
  showRunLogCommand,
  showWhatChangedCommand,
  stopAllCommand,
  stopRunCommand,
  trainAllCommand,
  trainDefinitionCommand,
  trainFashionMnistCommand,
  unpinBaselineCommand,
  verifyRunCommand,
  workQueueCommand,
];
