import { Worker } from 'node:worker_threads';

/** Ends the process when a case hangs where nothing else could: in a loop without an end. */
export interface Watchdog {
  /** A case begins. */
  beat(number: number): void;
  stop(): void;
}

const SILENCE_MS = 60_000;

/** Starts to watch; `name` is printed with the number of the case that hangs, before the process is killed. */
export function startWatchdog(name: string): Watchdog {
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const code = `
    const { workerData, parentPort } = require('node:worker_threads');
    const { writeSync } = require('node:fs');
    const { beats, name, silenceMs } = workerData;
    let seen = -1;
    setInterval(() => {
      const beat = Atomics.load(beats, 0);
      if (beat === seen) {
        writeSync(2, 'fuzzing hangs: ' + name + ', case ' + beat + '\\n');
        process.kill(process.pid, 'SIGKILL');
      }
      seen = beat;
    }, silenceMs).unref();
    parentPort.once('message', () => process.exit());
  `;
  const worker = new Worker(code, { eval: true, workerData: { beats, name, silenceMs: SILENCE_MS } });
  worker.unref();
  return {
    beat: (number) => {
      Atomics.store(beats, 0, number);
    },
    stop: () => void worker.terminate(),
  };
}
