import { join } from 'node:path';
import { readProgress, SUITE_PLACE, writeProgress } from '../suiteProgress.js';

/** Root of the suite's folders; `workspace` in it is what the window opened. */
export function placeRoot(): string {
  const root = process.env[SUITE_PLACE];
  if (root === undefined) throw new Error(`${SUITE_PLACE} is not set: suites are started by npm run test:vscode.`);
  return root;
}

/** Path of something in what the window opened. */
export function inWorkspace(...names: readonly string[]): string {
  return join(placeRoot(), 'workspace', ...names);
}

/** Keeps a JSON value for a later phase of the suite. */
export function remember(name: string, value: unknown): void {
  const progress = readProgress(placeRoot());
  writeProgress(placeRoot(), { ...progress, remembered: { ...progress.remembered, [name]: value } });
}

/** What an earlier phase kept. @throws Error when it kept nothing under this name. */
export function recall<T>(name: string): T {
  const { remembered } = readProgress(placeRoot());
  if (!Object.hasOwn(remembered, name)) throw new Error(`No earlier phase has remembered "${name}".`);
  return remembered[name] as T;
}
