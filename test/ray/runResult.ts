import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runFiles } from '../../src/runs/runFolder.js';
import type { Run } from './trial.js';

/** SHA-256 of a run's file. @throws Error when it is not there */
export function hashOf({ folder }: Run, file: 'weights' | 'predictions'): string {
  return createHash('sha256')
    .update(readFileSync(path.join(folder, runFiles[file])))
    .digest('hex');
}

/** All that a completed run came to, but for times: two that are equal have the same bits. @throws Error when files lack */
export function resultOf(run: Run): string {
  const { state } = run;
  const epochs = state.epochs.map(({ epoch, loss, accuracy }) => `${epoch}:${loss}/${accuracy}`).join(' ');
  const hashes = [state.weightsHash, hashOf(run, 'weights'), hashOf(run, 'predictions')];
  return [state.started?.modelName, state.status, state.evaluation?.test.accuracy, ...hashes, epochs].join(' ');
}
