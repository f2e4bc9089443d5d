import { readFileSync } from 'node:fs';
import { TrainerProcess } from '../../src/runs/trainerProcess.js';

// A program that starts a training and says the trainer's pid; its arguments: trainer, run folder, file with the request,
// further options as JSON.
const [, , entry = '', runFolder = '', requestFile = '', options = '{}'] = process.argv;
const request = JSON.parse(readFileSync(requestFile, 'utf8'));
const trainer = TrainerProcess.start({ entry, runFolder, request, ...JSON.parse(options) });
process.stdout.write(`${trainer.pid}\n`);
