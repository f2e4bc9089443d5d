import { setTimeout as sleep } from 'node:timers/promises';
import { appendEvent } from '../../src/runs/eventFile.js';
import { serveParent } from '../../src/trainer/serveParent.js';
import { runStarted } from './runEvents.js';

// A trainer that trains for ever, unless it is told to stop; SLOW_TRAINER=stubborn does not listen, SLOW_TRAINER=short
// comes to its end after 200 steps. It says each step on stdout.
const isStubborn = process.env.SLOW_TRAINER === 'stubborn';
const steps = process.env.SLOW_TRAINER === 'short' ? 200 : Number.POSITIVE_INFINITY;

serveParent(
  {
    async train(_, runFolder, emit, signal) {
      const record = (event: Parameters<typeof emit>[0]) => {
        appendEvent(runFolder, event);
        emit(event);
      };
      record(runStarted());
      for (let step = 1; (isStubborn || !signal.aborted) && step <= steps; step += 1) {
        const { pid } = process;
        process.stdout.write(`step ${step}\n`);
        record({ type: 'batchesTrained', time: pid, epoch: 1, step, loss: 1, accuracy: 0, samplesPerSecond: 1 });
        await sleep(20);
      }
      const end = { time: Date.now(), durationMs: 1 };
      record(
        signal.aborted
          ? { type: 'runStopped', ...end, reason: String(signal.reason) }
          : { type: 'runCompleted', ...end },
      );
    },
  },
  1_500,
);
