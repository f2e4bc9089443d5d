import path from 'node:path';
import { readRegularFile } from '../regularFile.js';
import type { StoredRun } from '../runs/readRun.js';
import { runFiles } from '../runs/runFolder.js';

const LIMITS = { maximumBytes: 2 ** 20 };

/**
 * The file whose lines are those that a run was trained from: the definition, else, where that has changed or gone, the copy in
 * the run's folder. Relative to the working directory where it lies in it.
 */
export async function trainedSource({ folder, state: { started } }: StoredRun): Promise<string> {
  const copy = path.join(folder, runFiles.definition);
  if (started === undefined) return shortened(copy);
  const { definitionPath, definitionText } = started.request;
  const now = await readRegularFile(definitionPath, LIMITS).catch(() => undefined);
  return shortened(now?.toString('utf8') === definitionText ? definitionPath : copy);
}

function shortened(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith('..') || path.isAbsolute(relative) ? file : relative;
}
