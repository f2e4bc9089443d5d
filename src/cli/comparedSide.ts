import { basename, resolve } from 'node:path';
import type { ModelDefinition, RecipeOverride } from '../core/definition/definition.js';
import { parseModel } from '../core/definition/parseModel.js';
import { printable } from '../core/format.js';
import type { PlanTarget } from '../core/plan/planModel.js';
import type { RunStarted } from '../core/run/events.js';
import { readRun } from '../runs/readRun.js';
import { resolveRun } from '../runs/resolveRun.js';
import { CommandError, exitCodes } from './exitCodes.js';
import type { Io } from './io.js';
import { formatFileProblems, isComparisonPath, readDefinitionText } from './readDefinition.js';

/** A definition to be compared with another: a file's, or a run's own copy. */
export interface ComparedSide {
  /** For people: the file's name, or the run's id. */
  readonly title: string;
  readonly text: string;
  /** Where it came from; absolute. */
  readonly path: string;
  readonly definition: ModelDefinition;
  /** What was asked for with the run and goes before the definition; empty for a file. */
  readonly override: RecipeOverride;
  /** Absent for a file. */
  readonly started?: RunStarted;
}

/** True for the name of a model's definition. */
export function isModelPath(name: string): boolean {
  return /\.model\.jsonc?$/i.test(name);
}

/**
 * What a person means by a file or a run.
 * @throws CommandError (usage) for a definition with errors, which are printed, and for anything that is no definition;
 * RunNotFoundError
 */
export async function readSide(io: Io, name: string, runs: string): Promise<ComparedSide> {
  if (isComparisonPath(name))
    throw new CommandError(exitCodes.usage, `${printable(name)} is a comparison; name one of its models, or a run`);
  if (isModelPath(name)) {
    const text = await readDefinitionText(name);
    return sideOf(io, { title: basename(name), shownPath: name, path: resolve(name), text, override: {} });
  }
  const { folder, runId } = await resolveRun(runs, name);
  const { started } = (await readRun(folder)).state;
  if (started === undefined)
    throw new CommandError(exitCodes.usage, `what the run ${runId} trained is not known: it never began`);
  const { definitionText, definitionPath, recipe } = started.request;
  const side = { title: runId, shownPath: runId, path: definitionPath, text: definitionText, override: recipe };
  return { ...sideOf(io, side), started };
}

/** The images that definitions are planned for, as the runs among them saw them; undefined for files. */
export function targetOfSides(sides: readonly ComparedSide[]): PlanTarget | undefined {
  const dataset = sides.find(({ started }) => started !== undefined)?.started?.dataset;
  if (dataset === undefined) return undefined;
  const { imageShape, classNames } = dataset;
  return { inputShape: imageShape, classCount: classNames.length, classNames };
}

function sideOf(
  io: Io,
  { shownPath, ...side }: Omit<ComparedSide, 'definition' | 'started'> & { readonly shownPath: string },
): ComparedSide {
  const { value, problems } = parseModel(side.text);
  if (value !== undefined) return { ...side, definition: value };
  io.stderr.write(
    `${formatFileProblems(io, { path: shownPath, absolutePath: side.path, text: side.text, problems })}\n`,
  );
  throw new CommandError(exitCodes.usage, `${printable(shownPath)} cannot be compared: it has errors`);
}
