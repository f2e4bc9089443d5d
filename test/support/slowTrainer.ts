import { setTimeout as sleep } from 'node:timers/promises';
import { appendEvent } from '../../src/runs/eventFile.js';
import { serveParent } from '../../src/trainer/serveParent.js';
import { runStarted } from './runEvents.js';

// A trainer that trains for ever, unless it is told to stop; SLOW_TRAINER=stubborn does not listen.
const isStubborn = process.env.SLOW_TRAINER === 'stubborn';

serveParent(
  {
    async train(_, runFolder, emit, signal) {
      const record = (event: Parameters<typeof emit>[0]) => {
        appendEvent(runFolder, event);
        emit(event);
      };
      record(runStarted());
      for (let step = 1; isStubborn || !signal.aborted; step += 1) {
        const { pid } = process;
        record({ type: 'batchesTrained', time: pid, epoch: 1, step, loss: 1, accuracy: 0, samplesPerSecond: 1 });
        await sleep(20);
      }
      record({ type: 'runStopped', time: Date.now(), durationMs: 1, reason: String(signal.reason) });
    },
  },
  1_500,
);
