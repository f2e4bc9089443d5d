import { TrainerProcess } from '../../src/runs/trainerProcess.js';
import { runStarted } from './runEvents.js';

// A program that starts a training and prints the trainer's pid at its first batch; its arguments: trainer, run folder,
// further options as JSON.
const [, , entry = '', runFolder = '', options = '{}'] = process.argv;
const { request } = runStarted();
const trainer = TrainerProcess.start({ entry, runFolder, request, ...JSON.parse(options) });

async function follow(): Promise<void> {
  let isFirst = true;
  for await (const event of trainer.events) {
    if (event.type !== 'batchesTrained' || !isFirst) continue;
    isFirst = false;
    process.stdout.write(`${trainer.pid}\n`);
  }
}

void follow();
