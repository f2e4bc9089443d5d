import { readFileSync } from 'node:fs';
import { TrainerProcess } from '../../src/runs/trainerProcess.js';

// A program that starts a training and says the trainer's pid; its arguments: trainer, run folder, file with the request.
const [, , entry = '', runFolder = '', requestFile = ''] = process.argv;
const trainer = TrainerProcess.start({ entry, runFolder, request: JSON.parse(readFileSync(requestFile, 'utf8')) });
process.stdout.write(`${trainer.pid}\n`);
