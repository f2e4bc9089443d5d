import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { workerPort } from '../protocol/workerPort.js';
import { createService } from './createService.js';

if (parentPort === null) throw new Error('The service runs as a worker thread of the extension.');
createService(workerPort(parentPort), { trainerEntry: join(__dirname, 'trainer.cjs') });
