import { reduceWithBatches } from '../../../src/core/run/batchCurve.js';
import type { RunEvent } from '../../../src/core/run/events.js';
import type { FakeHost } from '../support/fakeHost.js';

/** As the extension host tells: at most ten times a second. */
const INTERVAL_MS = 100;

/** Tells the page of a recorded training as if it were under way. */
export class Replay {
  /** So many seconds of the training in one; 0: it stands still. */
  speed = 1;
  readonly #host: FakeHost;
  readonly #runId: string;
  readonly #timer: ReturnType<typeof setInterval>;
  #coming: readonly RunEvent[];
  /** Of the training, in its milliseconds. */
  #clock: number;

  constructor(host: FakeHost, runId: string, coming: readonly RunEvent[]) {
    this.#host = host;
    this.#runId = runId;
    this.#coming = coming;
    this.#clock = coming[0]?.time ?? 0;
    this.#timer = setInterval(() => this.#step(), INTERVAL_MS);
  }

  /** What has not come yet does not come any more: the training was stopped. */
  stop(): void {
    this.#coming = [];
    this.#tell([{ type: 'runStopped', time: this.#clock, durationMs: 1_000, reason: 'Stopped by the user.' }]);
    this.dispose();
  }

  dispose(): void {
    clearInterval(this.#timer);
  }

  #step(): void {
    this.#clock += INTERVAL_MS * this.speed;
    const due = this.#coming.filter(({ time }) => time <= this.#clock);
    if (due.length === 0) return;
    this.#coming = this.#coming.slice(due.length);
    this.#tell(due);
  }

  #tell(events: readonly RunEvent[]): void {
    const { snapshot } = this.#host;
    const runs = snapshot.runs.map((run) => (run.runId === this.#runId ? reduceWithBatches(run, events) : run));
    this.#host.snapshot = { ...snapshot, runs };
    this.#host.tell('runEvents', [{ runId: this.#runId, events }]);
  }
}
