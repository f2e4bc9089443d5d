import { parentPort, workerData } from 'node:worker_threads';
import { judge } from '../../core/comparison/judge.js';
import { judgedRunOf } from '../../core/comparison/rawRun.js';
import { honestReportOf } from '../../core/honesty/honestReport.js';
import type { JudgeTask } from './judgeInWorker.js';

if (parentPort === null) throw new Error('Runs are judged in a worker thread of the service.');
const { runs, margin, doubts } = workerData as JudgeTask;
const judged = runs.map(judgedRunOf);
parentPort.postMessage(doubts === undefined ? judge(judged, { margin }) : honestReportOf(judged, doubts, { margin }));
