import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Transition } from './suiteDefinition.js';

/** Environment variable with the root of a suite's place, for what runs in VS Code. */
export const SUITE_PLACE = 'BAKEOFF_TEST_PLACE';

/** Environment variable with a regular expression; only tests whose title matches it run. */
export const SUITE_GREP = 'BAKEOFF_TEST_GREP';

/** Environment variable that says how often a test that failed is tried again. */
export const SUITE_RETRIES = 'BAKEOFF_TEST_RETRIES';

/** What a phase came to. */
export interface PhaseResult {
  readonly phase: number;
  readonly passes: number;
  readonly failures: number;
  readonly pending: number;
}

/** What the runner and the extension host tell each other, in a file: it outlives reloads, crashes and restarts. */
export interface SuiteProgress {
  readonly suite: string;
  readonly transitions: readonly Transition[];
  /** The phase that runs or is to run, from 1. */
  readonly phase: number;
  /** Results of the phases that have ended. */
  readonly results: readonly PhaseResult[];
  /** What specs keep for later phases. */
  readonly remembered: Readonly<Record<string, unknown>>;
}

const fileIn = (root: string) => join(root, 'progress.json');

/** Reads the progress of the suite in a place. */
export function readProgress(root: string): SuiteProgress {
  return JSON.parse(readFileSync(fileIn(root), 'utf8')) as SuiteProgress;
}

/** Writes it, whole or not at all. */
export function writeProgress(root: string, progress: SuiteProgress): void {
  const beside = `${fileIn(root)}.new`;
  writeFileSync(beside, JSON.stringify(progress));
  renameSync(beside, fileIn(root));
}
