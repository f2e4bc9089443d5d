import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RunEvent } from '../core/run/events.js';
import { type RunState, reduceRun } from '../core/run/state.js';
import { appendEvent } from './eventFile.js';
import { runFiles } from './runFolder.js';
import { writeRunRecord } from './runWriter.js';

/**
 * Gives a run whose trainer died without a word its end; `state` is the fold of its events. The definition's text is kept
 * too, if the trainer did not get as far. @throws Error when the disk refuses.
 */
export async function recordEnd(
  folder: string,
  {
    state,
    end,
    definitionText,
  }: { readonly state: RunState; readonly end: RunEvent; readonly definitionText?: string },
): Promise<void> {
  if (definitionText !== undefined) keepDefinition(folder, definitionText);
  appendEvent(folder, end);
  await writeRunRecord(folder, reduceRun(state, end));
}

function keepDefinition(folder: string, text: string): void {
  try {
    writeFileSync(path.join(folder, runFiles.definition), text, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
