import { writeSync } from 'node:fs';
import { HEARTBEAT_MS, type StreamMessage, writeStreamLine } from '../ray/streamLines.js';

/**
 * Writes the numbered lines that a worker's output is made of. Ray has a file for it, so that each line is written before the
 * next is made, and nothing piles up in memory.
 */
export class StreamWriter {
  readonly #write: (text: string) => void;
  readonly #timer: NodeJS.Timeout;
  #sequence = 0;
  #isIdle = true;

  constructor(write: (text: string) => void = writeToOutput, heartbeatMs = HEARTBEAT_MS) {
    this.#write = write;
    this.#timer = setInterval(() => {
      if (this.#isIdle) this.send({ type: 'alive' });
      this.#isIdle = true;
    }, heartbeatMs).unref();
  }

  /** @throws Error when nobody can take it: a full disk. */
  send(message: StreamMessage): void {
    this.#isIdle = false;
    this.#write(writeStreamLine(this.#sequence, message));
    this.#sequence += 1;
  }

  end(): void {
    clearInterval(this.#timer);
    this.send({ type: 'end' });
  }
}

/** All of it, in as many calls as it takes. */
function writeToOutput(text: string): void {
  const bytes = Buffer.from(text, 'latin1');
  for (let written = 0; written < bytes.length; )
    try {
      written += writeSync(process.stdout.fd, bytes, written);
    } catch (error) {
      // A pipe, in tests, that is full for the moment.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
}
