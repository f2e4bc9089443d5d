import type { RunEvent } from '../../src/core/run/events.js';
import { writeStreamLine } from '../../src/ray/streamLines.js';
import { FakeRay } from './fakeRay.js';
import { runStarted } from './runEvents.js';

/** Of a training, as quick as its worker tells it at most. */
const EVENT_MS = 100;
const STEPS_PER_EPOCH = 20;
const EPOCHS = 1_000;

/** A cluster on loopback whose jobs train nothing, but tell the events of a long training in real time, ten a second. */
export class PlayedJobs {
  readonly ray: FakeRay;
  readonly #timer: NodeJS.Timeout;

  private constructor(ray: FakeRay, timer: NodeJS.Timeout) {
    this.ray = ray;
    this.#timer = timer;
  }

  static async start(): Promise<PlayedJobs> {
    const jobs = new Map<string, Told>();
    const ray = await FakeRay.listen({
      onJob: (id, job, server) => {
        job.status = 'RUNNING';
        const told = new Told((text) => server.write(id, text));
        jobs.set(id, told);
        told.begin();
      },
      onStop: (id, _, server) => {
        jobs.get(id)?.stop();
        jobs.delete(id);
        server.finish(id, { status: 'STOPPED' });
      },
    });
    const timer = setInterval(() => {
      for (const told of jobs.values()) told.goOn();
    }, EVENT_MS);
    return new PlayedJobs(ray, timer);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.ray.close();
  }
}

/** What a job has told. */
class Told {
  readonly #write: (text: string) => void;
  readonly #begun = Date.now();
  #sequence = 0;
  #steps = 0;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  begin(): void {
    this.#say({ type: 'hello', protocol: 1, version: '0', node: '22' });
    this.#tell({
      ...runStarted({ modelName: 'stream', epochs: EPOCHS }),
      stepsPerEpoch: STEPS_PER_EPOCH,
      time: Date.now(),
    });
  }

  /** The next steps; at the end of an epoch that, too. */
  goOn(): void {
    const epoch = Math.floor(this.#steps / STEPS_PER_EPOCH) + 1;
    const step = (this.#steps % STEPS_PER_EPOCH) + 1;
    const time = Date.now();
    const accuracy = 1 - 0.5 / (1 + this.#steps / 100);
    const loss = 2 * (1 - accuracy);
    if (step === 1) this.#tell({ type: 'epochStarted', time, epoch, learningRate: 0.001 });
    this.#tell({ type: 'batchesTrained', time, epoch, step, loss, accuracy, samplesPerSecond: 640 });
    if (step === STEPS_PER_EPOCH) {
      const durationMs = STEPS_PER_EPOCH * EVENT_MS;
      const validation = { validationLoss: loss, validationAccuracy: accuracy };
      const times = { trainDurationMs: durationMs, durationMs };
      this.#tell({
        type: 'epochEnded',
        time,
        epoch,
        learningRate: 0.001,
        loss,
        accuracy,
        ...validation,
        ...times,
        isBest: true,
      });
    }
    this.#steps += 1;
  }

  stop(): void {
    const time = Date.now();
    this.#tell({ type: 'runStopped', time, reason: 'Stopped.', durationMs: time - this.#begun });
    this.#say({ type: 'end' });
  }

  #tell(event: RunEvent): void {
    this.#say({ type: 'event', event });
  }

  #say(message: Parameters<typeof writeStreamLine>[1]): void {
    this.#write(writeStreamLine(this.#sequence, message));
    this.#sequence += 1;
  }
}
