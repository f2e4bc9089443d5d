import { closeSync, openSync, writeSync } from 'node:fs';
import { appendFlags } from '../regularFile.js';

const MAXIMUM_FILE_BYTES = 8 * 2 ** 20;
const MAXIMUM_TAIL_CHARACTERS = 16_384;

/** What a trainer writes to stdout and stderr: kept in a file up to 8 MiB, its end in memory. Never throws. */
export class TrainerLog {
  #descriptor: number | undefined;
  #written = 0;
  #tail = '';
  readonly #decoder = new TextDecoder();

  /** Without a file only the tail is kept. */
  constructor(file?: string) {
    if (file === undefined) return;
    try {
      this.#descriptor = openSync(file, appendFlags(), 0o666);
    } catch {
      // A log that cannot be written must not keep a model from being trained.
    }
  }

  append(bytes: Uint8Array): void {
    this.#tail = (this.#tail + this.#decoder.decode(bytes, { stream: true })).slice(-MAXIMUM_TAIL_CHARACTERS);
    if (this.#written >= MAXIMUM_FILE_BYTES) return;
    const room = bytes.subarray(0, MAXIMUM_FILE_BYTES - this.#written);
    this.#written += room.length;
    this.#write(room);
    if (this.#written >= MAXIMUM_FILE_BYTES)
      this.#write(Buffer.from('\n… the log is full; what follows was left out.\n'));
  }

  /** The last `count` lines that are not empty. */
  tail(count: number): string {
    return this.#tail
      .split(/\r?\n/)
      .filter((line) => line.trim() !== '')
      .slice(-count)
      .join('\n');
  }

  close(): void {
    if (this.#descriptor === undefined) return;
    closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #write(bytes: Uint8Array): void {
    if (this.#descriptor === undefined) return;
    try {
      writeSync(this.#descriptor, bytes);
    } catch {
      this.close();
    }
  }
}
