import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RunEvent } from '../../src/core/run/events.js';
import { runFiles } from '../../src/runs/runFolder.js';

/** Lines of `events.ndjson`. */
export function eventLines(events: readonly unknown[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}

/** Puts a run folder with these events under `root`, and empty files where a run has others; gives its path. */
export function storeEvents(root: string, runId: string, events: readonly RunEvent[]): string {
  const folder = path.join(root, runId);
  mkdirSync(folder, { recursive: true });
  for (const name of [runFiles.definition, runFiles.weights, runFiles.weightsIndex, runFiles.predictions])
    writeFileSync(path.join(folder, name), '');
  writeFileSync(path.join(folder, runFiles.events), eventLines(events));
  return folder;
}
