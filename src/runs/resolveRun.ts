import { lstatSync } from 'node:fs';
import path from 'node:path';
import { nearest } from '../core/definition/nearest.js';
import { printable } from '../core/format.js';
import { findRuns, type RunPlace } from './listRuns.js';
import { isRunId, modelSlug, slugOfRunId } from './runId.js';

/** No run, or more than one, is meant by a text. */
export class RunNotFoundError extends Error {
  override readonly name = 'RunNotFoundError';
}

/**
 * The run that a person means: `latest`, an id, a beginning that only one id has, a model's name (its latest run), or the
 * path of a run folder.
 * @throws RunNotFoundError that says what was found instead.
 */
export async function resolveRun(root: string, text: string): Promise<RunPlace> {
  if (/[\\/]/.test(text)) return runAtPath(text);
  const { places, warnings } = await findRuns(root);
  const latest = places.at(-1);
  if (latest === undefined) {
    const unreadable = warnings.find(({ code }) => code === 'unreadable-root');
    throw new RunNotFoundError(
      unreadable?.message ??
        `There are no runs under ${path.resolve(root)}; train a model first, or name another folder.`,
    );
  }
  if (text === 'latest') return latest;
  const exact = places.find(({ runId }) => runId === text);
  if (exact !== undefined) return exact;
  const beginning = text === '' ? [] : places.filter(({ runId }) => runId.startsWith(text));
  if (beginning.length === 1 && beginning[0] !== undefined) return beginning[0];
  const slug = modelSlug(text);
  const ofModel = text === '' ? undefined : places.findLast(({ runId }) => slugOfRunId(runId) === slug);
  if (ofModel !== undefined) return ofModel;
  throw new RunNotFoundError(beginning.length > 1 ? ambiguous(text, beginning) : unknown(text, places));
}

function runAtPath(text: string): RunPlace {
  const folder = path.resolve(text);
  const runId = path.basename(folder);
  if (!isRunId(runId) || !isFolder(folder)) throw new RunNotFoundError(`${printable(folder)} is not a run folder.`);
  return { runId, folder };
}

function isFolder(path: string): boolean {
  try {
    return lstatSync(path).isDirectory();
  } catch {
    // Not there, not readable, or no path at all: with a NUL character in it, or too long.
    return false;
  }
}

function ambiguous(text: string, places: readonly RunPlace[]): string {
  const shown = places.slice(-5).map(({ runId }) => runId);
  return `"${printable(text)}" is the beginning of ${places.length} runs: ${shown.join(', ')}${places.length > 5 ? ', …' : ''}. Give more of the id.`;
}

function unknown(text: string, places: readonly RunPlace[]): string {
  const models = [...new Set(places.map(({ runId }) => slugOfRunId(runId)))];
  const suggestion = nearest(text, [...models, ...places.map(({ runId }) => runId), 'latest']);
  const hint =
    suggestion === undefined ? `Models with runs: ${models.slice(0, 8).join(', ')}.` : `Did you mean "${suggestion}"?`;
  return `No run is called "${printable(text.slice(0, 80))}". ${hint}`;
}
