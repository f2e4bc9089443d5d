/**
 * Every name that the code and package.json must agree on. test/manifest.test.ts compares the two.
 */

/** Commands, each contributed with title, category and icon in package.json. */
export const commandIds = {
  trainFashionMnist: 'modelBakeoff.trainFashionMnist',
  trainDefinition: 'modelBakeoff.trainDefinition',
  trainAll: 'modelBakeoff.trainAll',
  addToQueue: 'modelBakeoff.addToQueue',
  workQueue: 'modelBakeoff.workQueue',
  pauseQueue: 'modelBakeoff.pauseQueue',
  pauseJobs: 'modelBakeoff.pauseJobs',
  resumeJobs: 'modelBakeoff.resumeJobs',
  cancelJobs: 'modelBakeoff.cancelJobs',
  retryJobs: 'modelBakeoff.retryJobs',
  moveJobsUp: 'modelBakeoff.moveJobsUp',
  moveJobsDown: 'modelBakeoff.moveJobsDown',
  moveJobsFirst: 'modelBakeoff.moveJobsFirst',
  prioritizeJobs: 'modelBakeoff.prioritizeJobs',
  clearQueue: 'modelBakeoff.clearQueue',
  stopRun: 'modelBakeoff.stopRun',
  stopAll: 'modelBakeoff.stopAll',
  resumeRun: 'modelBakeoff.resumeRun',
  compareSelected: 'modelBakeoff.compareSelected',
  compareWith: 'modelBakeoff.compareWith',
  openResults: 'modelBakeoff.openResults',
  openRun: 'modelBakeoff.openRun',
  showErrors: 'modelBakeoff.showErrors',
  showLayerSamples: 'modelBakeoff.showLayerSamples',
  showDatasetSamples: 'modelBakeoff.showDatasetSamples',
  checkDataset: 'modelBakeoff.checkDataset',
  checkLabels: 'modelBakeoff.checkLabels',
  createSampleWorkspace: 'modelBakeoff.createSampleWorkspace',
  pinBaseline: 'modelBakeoff.pinBaseline',
  unpinBaseline: 'modelBakeoff.unpinBaseline',
  revealDefinition: 'modelBakeoff.revealDefinition',
  revealLayer: 'modelBakeoff.revealLayer',
  renameRun: 'modelBakeoff.renameRun',
  deleteRun: 'modelBakeoff.deleteRun',
  verifyRun: 'modelBakeoff.verifyRun',
  exportResults: 'modelBakeoff.exportResults',
  exportModel: 'modelBakeoff.exportModel',
  importKeras: 'modelBakeoff.importKeras',
  installEngine: 'modelBakeoff.installEngine',
  fetchDataset: 'modelBakeoff.fetchDataset',
  fetchBackbone: 'modelBakeoff.fetchBackbone',
  clearFeatureCache: 'modelBakeoff.clearFeatureCache',
  showLog: 'modelBakeoff.showLog',
  showRunLog: 'modelBakeoff.showRunLog',
  showWhatChanged: 'modelBakeoff.showWhatChanged',
  compareDefinitions: 'modelBakeoff.compareDefinitions',
  attributeDifference: 'modelBakeoff.attributeDifference',
  showAttribution: 'modelBakeoff.showAttribution',
  filterResults: 'modelBakeoff.filterResults',
  clearFilter: 'modelBakeoff.clearFilter',
  groupByDefinition: 'modelBakeoff.groupByDefinition',
  groupByDataset: 'modelBakeoff.groupByDataset',
  groupByDate: 'modelBakeoff.groupByDate',
  refreshResults: 'modelBakeoff.refreshResults',
  newDefinition: 'modelBakeoff.newDefinition',
  copyRunId: 'modelBakeoff.copyRunId',
  setRayToken: 'modelBakeoff.setRayToken',
  clearRayToken: 'modelBakeoff.clearRayToken',
} as const;

export type CommandName = keyof typeof commandIds;
export type CommandId = (typeof commandIds)[CommandName];

export const viewContainerId = 'modelBakeoff';

export const viewIds = {
  models: 'modelBakeoff.models',
  queue: 'modelBakeoff.queue',
  results: 'modelBakeoff.results',
} as const;

/** View type of the one results panel; its serializer restores it after a reload. */
export const panelViewType = 'modelBakeoff.results.panel';

/** Of what comparisons expect, in the Test Explorer. */
export const testControllerId = 'modelBakeoff.expectations';

/** Full keys: `workspace.getConfiguration(undefined, scope).get(settingIds.engine)`. */
export const settingIds = {
  engine: 'modelBakeoff.engine',
  cores: 'modelBakeoff.training.cores',
  parallelRuns: 'modelBakeoff.training.parallelRuns',
  runner: 'modelBakeoff.runner',
  rayAddress: 'modelBakeoff.ray.address',
  rayParallelRuns: 'modelBakeoff.ray.parallelRuns',
  continueAfterClose: 'modelBakeoff.training.continueAfterClose',
  epochs: 'modelBakeoff.training.epochs',
  runsFolder: 'modelBakeoff.runs.folder',
  codeLens: 'modelBakeoff.editor.codeLens',
  inlayHints: 'modelBakeoff.editor.inlayHints',
  groupBy: 'modelBakeoff.results.groupBy',
  margin: 'modelBakeoff.comparison.margin',
} as const;

/** Set by the extension with `setContext`, read by `when` and `enablement` in package.json. */
export const contextKeys = {
  isTraining: 'modelBakeoff.isTraining',
  hasRuns: 'modelBakeoff.hasRuns',
  hasFilter: 'modelBakeoff.hasFilter',
  /** There are jobs in a queue. */
  hasQueue: 'modelBakeoff.hasQueue',
  /** This window begins one of them after the other. */
  isQueueWorked: 'modelBakeoff.isQueueWorked',
} as const;

/** Languages of definition files: `*.model.jsonc`, `*.model.json` and `*.bakeoff.jsonc`. */
export const languageIds = {
  model: 'bakeoff-model',
  comparison: 'bakeoff-comparison',
} as const;

/** Schemes of read-only documents that the extension provides. */
export const schemes = {
  /** The exact definition that a run trained. */
  trainedDefinition: 'bakeoff-run',
} as const;

/**
 * Words of a tree item's `contextValue`, joined by blanks; menus match them with `viewItem =~ /\bword\b/`.
 * The first word is the kind of item, the others are flags, for instance `run completed stale baseline`.
 */
export const itemWords = {
  run: 'run',
  running: 'running',
  completed: 'completed',
  stopped: 'stopped',
  failed: 'failed',
  interrupted: 'interrupted',
  resumable: 'resumable',
  stale: 'stale',
  baseline: 'baseline',
  /** A definition file; its item has a `resourceUri`. */
  definition: 'definition',
  comparison: 'comparison',
  layer: 'layer',
  /** A heading of the results tree. */
  group: 'group',
  /** Runs that differ in their seeds alone. */
  seeds: 'seeds',
  /** A line of the queue, with its state. */
  job: 'job',
  waiting: 'waiting',
  paused: 'paused',
  done: 'done',
  cancelled: 'cancelled',
  movable: 'movable',
  pausable: 'pausable',
  /** A whole queue, where there are several. */
  queue: 'queue',
} as const;
