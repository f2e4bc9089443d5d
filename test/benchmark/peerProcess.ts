import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { PeerAnswer, PeerGreeting, PeerRequest } from './peers/servePeer.js';

/** A peer's process could not be started, or ended, or said something else than it should. */
export class PeerError extends Error {
  override readonly name = 'PeerError';
}

/** A peer in a process of its own: it lives through all rounds, and computes only while it is asked. */
export class PeerProcess {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  /** Everything it said has arrived. */
  readonly #closed: Promise<void>;
  #log = '';

  constructor(
    readonly name: string,
    command: string,
    argumentList: readonly string[],
    environment: NodeJS.ProcessEnv = process.env,
  ) {
    const child = spawn(command, argumentList, { stdio: ['pipe', 'pipe', 'pipe'], env: environment });
    this.#child = child;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    child.stderr.on('data', (chunk: Buffer) => {
      this.#log = (this.#log + chunk.toString()).slice(-4000);
    });
    child.on('error', (error) => {
      this.#log += error.message;
    });
    this.#closed = new Promise((resolve) => child.on('close', () => resolve()));
    child.stdin.on('error', () => {
      // It has died: the missing answer says so, with its log.
    });
  }

  /** Waits until the peer has loaded its libraries and data. */
  async ready(): Promise<PeerGreeting> {
    return (await this.#next()) as PeerGreeting;
  }

  /** Has it train; samples per second. */
  async train(request: PeerRequest): Promise<number> {
    this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
    const { samplesPerSecond } = (await this.#next()) as PeerAnswer;
    if (!(samplesPerSecond > 0)) throw new PeerError(`${this.name} answered ${samplesPerSecond} samples/s.`);
    return samplesPerSecond;
  }

  /** Ends its input and, as it has no reason to linger, its process. */
  stop(): void {
    this.#child.stdin?.end();
    this.#child.kill();
  }

  async #next(): Promise<unknown> {
    const { value, done } = await this.#lines.next();
    if (done) {
      await this.#closed;
      throw new PeerError(`${this.name} ended without an answer.\n${this.#log.trim()}`);
    }
    return JSON.parse(value);
  }
}
