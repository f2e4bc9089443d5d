import { parentPort, workerData } from 'node:worker_threads';
import { judge } from '../../core/comparison/judge.js';
import { judgedRunOf } from '../../core/comparison/rawRun.js';
import type { JudgeTask } from './judgeInWorker.js';

if (parentPort === null) throw new Error('Runs are judged in a worker thread of the service.');
const { runs, margin } = workerData as JudgeTask;
parentPort.postMessage(judge(runs.map(judgedRunOf), { margin }));
