import { dirname } from 'node:path';
import type { Command } from 'commander';
import { countProblems } from '../../core/definition/formatProblems.js';
import { createLineMap } from '../../core/definition/position.js';
import { formatQuantity } from '../../core/format.js';
import type { PlanTarget } from '../../core/plan/planModel.js';
import { datasetIdOf } from '../../datasets/datasetId.js';
import { allowOutsideOption } from '../boundary.js';
import { checkClasses } from '../checkClasses.js';
import { checkSweep } from '../checkSweep.js';
import { describeTarget } from '../datasetTarget.js';
import { exitCodes } from '../exitCodes.js';
import { type Io, writeJson, writeLine } from '../io.js';
import {
  type ComparisonFile,
  formatFileProblems,
  hasErrors,
  isComparisonPath,
  type ModelFile,
  readComparisonFile,
  readModelFile,
} from '../readDefinition.js';
import { datasetOption } from '../runOptions.js';

interface CheckOptions {
  readonly dataset?: string;
  readonly allowOutside?: boolean;
}

type CheckedFile = ModelFile | ComparisonFile;

/** `bakeoff check`: prints the problems of definitions like a compiler and ends with 1 if any is an error. */
export function registerCheckCommand(program: Command, io: Io): void {
  program
    .command('check')
    .summary('say what is wrong in definitions')
    .description(
      'Says what is wrong in model and comparison files, as file:line:column, and exits with 1 if anything is. ' +
        'A comparison is checked with all its models.',
    )
    .argument('<file...>', '*.model.jsonc or *.bakeoff.jsonc')
    .addOption(datasetOption())
    .addOption(allowOutsideOption())
    .addHelpText(
      'after',
      '\nExamples:\n  $ bakeoff check data/*.jsonc\n  $ bakeoff check cnn.model.jsonc --dataset idx:my-set --json',
    )
    .action(async (paths: string[], options: CheckOptions) => {
      const files = await checkFiles(paths, options);
      for (const file of files) (io.json ? printJson : printText)(io, file);
      const problems = files.flatMap((file) => file.problems);
      if (!io.json)
        writeLine(io, `${formatQuantity(files.length, 'file')} checked, ${countProblems(problems) || 'no problems'}.`);
      if (files.some(hasErrors)) io.exitCode = exitCodes.problems;
    });
}

/** Each file once, a comparison's models after it, planned for the comparison's dataset unless one is given. */
async function checkFiles(
  paths: readonly string[],
  { dataset: datasetArgument, allowOutside }: CheckOptions,
): Promise<CheckedFile[]> {
  const files = new Map<string, CheckedFile>();
  const checkModel = async (path: string, target: PlanTarget) => {
    const file = await readModelFile(path, target);
    if (!files.has(file.absolutePath)) files.set(file.absolutePath, file);
    return file;
  };
  for (const path of paths) {
    if (!isComparisonPath(path)) {
      await checkModel(path, (await describeTarget(datasetIdOf(datasetArgument))).target);
      continue;
    }
    const comparison = await readComparisonFile(path, { allowOutside, hasOtherDataset: datasetArgument !== undefined });
    files.set(comparison.absolutePath, comparison);
    if (hasErrors(comparison)) continue;
    const written = comparison.definition?.dataset;
    const datasetId =
      datasetArgument === undefined ? datasetIdOf(written, dirname(path)) : datasetIdOf(datasetArgument);
    const { target, dataset } = await describeTarget(datasetId);
    const checked = checkClasses(comparison, dataset.classNames);
    files.set(comparison.absolutePath, checked);
    const models: ModelFile[] = [];
    for (const modelPath of comparison.modelPaths) models.push(await checkModel(modelPath, target));
    files.set(comparison.absolutePath, checkSweep(checked, models, target));
  }
  return [...files.values()];
}

function printText(io: Io, file: CheckedFile): void {
  if (file.problems.length > 0) writeLine(io, formatFileProblems(io, file));
}

/** One line for each problem; one for each file without any. */
function printJson(io: Io, file: CheckedFile): void {
  const lines = createLineMap(file.text);
  writeJson(io, { type: 'checked', file: file.path, kind: file.kind, problemCount: file.problems.length });
  for (const { range, ...problem } of file.problems)
    writeJson(io, {
      type: 'problem',
      file: file.path,
      ...lines.positionAt(range.start),
      end: lines.positionAt(range.end),
      range,
      ...problem,
    });
}
