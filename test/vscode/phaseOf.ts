import { basename } from 'node:path';

/** The phase that a spec file runs in, by its name: `phase2….spec` is the second, all others are the first. */
export function phaseOf(file: string): number {
  return Number(/^phase(\d+)/.exec(basename(file))?.[1] ?? 1);
}
