import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { RunWriter } from '../../src/runs/runWriter.js';
import { type RecordedRunOptions, recordedRun } from './recordedRun.js';

/** Writes a recorded run into `root` as the trainer would, and returns its folder. */
export async function storeRun(root: string, runId: string, options: RecordedRunOptions = {}): Promise<string> {
  const folder = path.join(root, runId);
  await mkdir(folder, { recursive: true });
  const writer = await RunWriter.open(folder, '{ "name": "recorded" }');
  for (const event of recordedRun({ ...options, runId })) writer.append(event);
  await writer.close();
  return folder;
}
