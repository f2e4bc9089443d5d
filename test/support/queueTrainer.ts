import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { appendEvent } from '../../src/runs/eventFile.js';
import { serveParent } from '../../src/trainer/serveParent.js';
import { runStarted } from './runEvents.js';

// A trainer of 15 steps that writes down beside the run when it begins and ends, so that a test sees whatever was done twice
// or at the same time. QUEUE_TRAINER_STEPS: another number of steps.
const steps = Number(process.env.QUEUE_TRAINER_STEPS ?? 15);

serveParent(
  {
    async train(request, runFolder, emit, signal, { resume }) {
      const log = (what: string) =>
        appendFileSync(
          path.join(runFolder, '..', 'trained.log'),
          `${what} ${request.seed} ${path.basename(runFolder)} ${process.pid}\n`,
        );
      const record = (event: Parameters<typeof emit>[0]) => {
        appendEvent(runFolder, event);
        emit(event);
      };
      log(resume ? 'resume' : 'begin');
      const { engine, versions } = runStarted();
      record(
        resume
          ? { type: 'runResumed', time: Date.now(), fromEpoch: 0, engine, versions, notes: [] }
          : { ...runStarted(), request },
      );
      for (let step = 1; !signal.aborted && step <= steps; step += 1) {
        record({ type: 'batchesTrained', time: Date.now(), epoch: 1, step, loss: 1, accuracy: 0, samplesPerSecond: 1 });
        await sleep(20);
      }
      const end = { time: Date.now(), durationMs: 1 };
      log(signal.aborted ? 'stop' : 'end');
      record(
        signal.aborted
          ? { type: 'runStopped', ...end, reason: String(signal.reason) }
          : { type: 'runCompleted', ...end },
      );
    },
  },
  1_500,
);
