import type { Command } from 'commander';
import type { Io } from '../io.js';
import { registerAttributeCommand } from './attribute.js';
import { registerBackboneCommand } from './backbone.js';
import { registerCacheCommand } from './cache.js';
import { registerCheckCommand } from './check.js';
import { registerCompareCommand } from './compare.js';
import { registerDatasetCommand } from './dataset.js';
import { registerDiffCommand } from './diff.js';
import { registerEngineCommand } from './engine.js';
import { registerEvaluateCommand } from './evaluate.js';
import { registerExplainCommand } from './explain.js';
import { registerExportCommand } from './export.js';
import { registerImportCommand } from './import.js';
import { registerLayersCommand } from './layers.js';
import { registerPredictCommand } from './predict.js';
import { registerQueueCommand } from './queue.js';
import { registerReportCommand } from './report.js';
import { registerResumeCommand } from './resume.js';
import { registerRunsCommand } from './runs.js';
import { registerSummaryCommand } from './summary.js';
import { registerTestCommand } from './test.js';
import { registerTrainCommand } from './train.js';
import { registerVerifyCommand } from './verify.js';

/** Every command, in the order of the help; a new one is one file and one line here. */
export const commands: readonly ((program: Command, io: Io) => void)[] = [
  registerTrainCommand,
  registerCompareCommand,
  registerTestCommand,
  registerDiffCommand,
  registerAttributeCommand,
  registerReportCommand,
  registerExportCommand,
  registerImportCommand,
  registerResumeCommand,
  registerQueueCommand,
  registerVerifyCommand,
  registerEvaluateCommand,
  registerPredictCommand,
  registerExplainCommand,
  registerLayersCommand,
  registerRunsCommand,
  registerCheckCommand,
  registerSummaryCommand,
  registerDatasetCommand,
  registerBackboneCommand,
  registerEngineCommand,
  registerCacheCommand,
];
