import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runFiles } from '../../../../src/runs/runFolder.js';
import { eventLines } from '../../../support/eventLines.js';
import { recordedRun } from '../../../support/recordedRun.js';
import type { SuiteDefinition } from '../../suiteDefinition.js';

/** How many runs are stored; every hundredth has failed. */
export const RUN_COUNT = 5_000;

/** Thousands of runs. The first phase has them read and indexed; the second is a window that opens on what is known. */
export const suite: SuiteDefinition = {
  transitions: ['reload'],
  prepare({ workspace }) {
    for (let number = 0; number < RUN_COUNT; number += 1) store(join(workspace, '.bakeoff', 'runs'), number);
  },
};

function store(root: string, number: number): void {
  // Four of five of one definition, no two alike but for the seed: the most lines that a heading can have.
  const modelName = number % 5 === 0 ? 'ann' : 'cnn';
  const runId = `20310401-${100_000 + number}-${modelName}-s0-${number.toString(16).padStart(4, '0')}`;
  const ending = number % 100 === 0 ? 'failed' : 'completed';
  const events = recordedRun({ runId, modelName, ending, limit: number + 1 });
  const folder = join(root, runId);
  mkdirSync(folder, { recursive: true });
  const shifted = events.map((event) => ({ ...event, time: event.time + number * 1_000 }));
  writeFileSync(join(folder, runFiles.events), eventLines(shifted));
}
