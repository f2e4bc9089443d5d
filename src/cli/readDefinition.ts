import { stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { missingModel, outsidePath } from '../core/definition/comparisonFiles.js';
import type { ComparisonDefinition, ModelDefinition, Parsed } from '../core/definition/definition.js';
import { countProblems, formatProblems, type ProblemStyle } from '../core/definition/formatProblems.js';
import { MAXIMUM_LENGTH, parseDocument, rangeAt } from '../core/definition/jsonDocument.js';
import { parseComparison } from '../core/definition/parseComparison.js';
import { parseModel } from '../core/definition/parseModel.js';
import type { Problem } from '../core/definition/problem.js';
import { printable } from '../core/format.js';
import type { ModelPlan } from '../core/plan/plan.js';
import { type PlanTarget, planModel } from '../core/plan/planModel.js';
import { datasetFolderOf } from '../datasets/datasetId.js';
import { readRegularFile } from '../regularFile.js';
import { boundaryOf } from './boundary.js';
import { CommandError, exitCodes } from './exitCodes.js';
import type { Io } from './io.js';

/** A definition file as read, with all that is wrong with it. */
interface DefinitionFile {
  /** As the user wrote it. */
  readonly path: string;
  readonly absolutePath: string;
  readonly text: string;
  readonly problems: readonly Problem[];
}

/** A `*.model.jsonc` file; `definition` and `plan` are absent if an error stands in their way. */
export interface ModelFile extends DefinitionFile {
  readonly kind: 'model';
  readonly definition?: ModelDefinition;
  readonly plan?: ModelPlan;
}

/** A `*.bakeoff.jsonc` file. `modelPaths` are as the user would write them from here. */
export interface ComparisonFile extends DefinitionFile {
  readonly kind: 'comparison';
  readonly definition?: ComparisonDefinition;
  readonly modelPaths: readonly string[];
}

/** A model file without errors. */
export type SoundModel = ModelFile & { readonly definition: ModelDefinition; readonly plan: ModelPlan };

const outsideAdvice = {
  boundary: "this file's folder and the current one",
  advice: 'Move it, or trust this file with --allow-outside.',
};

/** More than this is no definition but a mistake. */
const MAXIMUM_BYTES = MAXIMUM_LENGTH;

/** True for the name of a comparison, `*.bakeoff.jsonc` (or `.json`). */
export function isComparisonPath(path: string): boolean {
  return /\.bakeoff\.jsonc?$/i.test(basename(path));
}

/** Reads and plans a model file; problems are in the answer. @throws CommandError when the file cannot be read. */
export async function readModelFile(path: string, target: PlanTarget): Promise<ModelFile> {
  const text = await readDefinitionText(path);
  const { value: definition, problems } = parseModel(text);
  const file = { kind: 'model' as const, path, absolutePath: resolve(path), text };
  if (definition === undefined) return { ...file, problems };
  const planned = planModel(definition, target);
  const all = [...problems, ...planned.problems].sort((a, b) => a.range.start - b.range.start);
  return { ...file, definition, problems: all, ...(planned.plan === undefined ? {} : { plan: planned.plan }) };
}

/** What a comparison file may do. */
export interface ComparisonOptions {
  /** May name files outside its own folder and the current one. */
  readonly allowOutside?: boolean | undefined;
  /** A dataset was chosen on the command line: what the file says of it does not matter. */
  readonly hasOtherDataset?: boolean;
}

/**
 * Reads a comparison file; a model that it lists and that is not there is a problem too, and so is one, or a dataset,
 * outside the file's folder and the current one.
 * @throws CommandError when the file cannot be read.
 */
export async function readComparisonFile(path: string, options: ComparisonOptions = {}): Promise<ComparisonFile> {
  const text = await readDefinitionText(path);
  const { value: definition, problems }: Parsed<ComparisonDefinition> = parseComparison(text);
  const file = { kind: 'comparison' as const, path, absolutePath: resolve(path), text };
  if (definition === undefined) return { ...file, problems, modelPaths: [] };
  const boundary = boundaryOf(path, options.allowOutside);
  const models = await Promise.all(
    definition.models.map(async (model) => {
      const found = resolve(dirname(path), model.path);
      const isOutside = boundary !== undefined && !(await boundary.contains(found));
      const isFile =
        !isOutside &&
        (await stat(found).then(
          (entry) => entry.isFile(),
          () => false,
        ));
      return {
        ...model,
        isFile,
        isOutside,
        modelPath: isAbsolute(model.path) ? model.path : join(dirname(path), model.path),
      };
    }),
  );
  const missing = models.flatMap(({ isFile, isOutside, path: written, range }): Problem[] =>
    isFile ? [] : isOutside ? [outsidePath(written, range, outsideAdvice)] : [missingModel(written, range)],
  );
  const all = [...problems, ...missing, ...(await datasetProblems(file, definition, options))].sort(
    (a, b) => a.range.start - b.range.start,
  );
  return { ...file, definition, problems: all, modelPaths: models.map(({ modelPath }) => modelPath) };
}

async function datasetProblems(
  { path, text }: DefinitionFile | { readonly path: string; readonly text: string },
  { dataset }: ComparisonDefinition,
  { allowOutside, hasOtherDataset }: ComparisonOptions,
): Promise<Problem[]> {
  const folder = hasOtherDataset ? undefined : datasetFolderOf(dataset, dirname(path));
  const boundary = boundaryOf(path, allowOutside);
  if (folder === undefined || boundary === undefined || (await boundary.containsFolder(folder))) return [];
  const { root } = parseDocument(text);
  return [outsidePath(dataset, root === undefined ? { start: 0, end: 0 } : rangeAt(root, ['dataset']), outsideAdvice)];
}

/** True if any of the problems forbids to go on. */
export function hasErrors(file: DefinitionFile): boolean {
  return file.problems.some((problem) => problem.severity === 'error');
}

/** The model if nothing is wrong with it; else its problems are printed on stderr and a CommandError is thrown. */
export function requireSound(io: Io, file: ModelFile): SoundModel {
  const { definition, plan } = file;
  if (file.problems.length > 0) io.stderr.write(`${formatFileProblems(io, file)}\n`);
  if (definition !== undefined && plan !== undefined && !hasErrors(file)) return { ...file, definition, plan };
  throw problemsError(file);
}

/** The error with which a command ends because of a definition's problems, which are printed already. */
export function problemsError(file: DefinitionFile): CommandError {
  return new CommandError(exitCodes.problems, `${printable(file.path)} has ${countProblems(file.problems)}`);
}

/** A file's problems as a compiler prints them, in colour where the terminal has it. */
export function formatFileProblems(io: Io, file: DefinitionFile): string {
  const { color } = io;
  const style: ProblemStyle = { location: color.bold, error: color.red, warning: color.yellow, fix: color.cyan };
  return formatProblems(file.path, file.text, file.problems, style);
}

/** The text of a definition file. @throws CommandError when the file cannot be read. */
export async function readDefinitionText(path: string): Promise<string> {
  const name = printable(path);
  try {
    return (await readRegularFile(path, { maximumBytes: MAXIMUM_BYTES })).toString('utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reasons: Record<string, string> = {
      ENOENT: 'there is no such file',
      EISDIR: 'it is a folder',
      EACCES: 'permission denied',
    };
    throw new CommandError(exitCodes.usage, `cannot read ${name}: ${reasons[code ?? ''] ?? printable(message)}`);
  }
}
