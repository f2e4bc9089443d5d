import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { RunEvent } from '../../src/core/run/events.js';
import { RunWriter } from '../../src/runs/runWriter.js';
import { type RecordedRunOptions, recordedRun } from './recordedRun.js';

/** Writes a recorded run into `root` as the trainer would, and returns its folder. */
export function storeRun(root: string, runId: string, options: RecordedRunOptions = {}): Promise<string> {
  return storeEvents(root, runId, recordedRun({ ...options, runId }));
}

/** Writes events into a run's folder in `root` as the trainer would, and returns the folder. */
export async function storeEvents(root: string, runId: string, events: readonly RunEvent[]): Promise<string> {
  const folder = path.join(root, runId);
  await mkdir(folder, { recursive: true });
  const writer = await RunWriter.open(folder, '{ "name": "recorded" }');
  for (const event of events) writer.append(event);
  await writer.close();
  return folder;
}
