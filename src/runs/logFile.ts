import { closeSync, constants, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { appendFlags } from '../regularFile.js';
import { lastLines, MAXIMUM_TAIL_BYTES, type TrainerLog } from './trainerLog.js';

/** A log that grows beyond this is shortened. */
export const MAXIMUM_LOG_BYTES = 8 * 2 ** 20;
/** What stays of its beginning, and of its end. */
const HEAD_BYTES = 4 * 2 ** 20;
const END_BYTES = 64 * 2 ** 10;
const MARK = '\n… what was written here was left out: the log had grown too large.\n';

/**
 * The file that a trainer's stdout and stderr go to, written by the trainer itself: it goes on though its starter is gone.
 * Never throws.
 */
export class LogFile implements TrainerLog {
  readonly #file: string;
  readonly #start: number;

  private constructor(
    file: string,
    /** To be handed to the trainer, then closed by `handedOver`. */
    readonly descriptor: number,
  ) {
    this.#file = file;
    this.#start = fstatSync(descriptor).size;
  }

  /** Opens the file to append; undefined when it cannot be written, or is a link. */
  static open(file: string): LogFile | undefined {
    try {
      return new LogFile(file, openSync(file, appendFlags(), 0o666));
    } catch {
      // A log that cannot be written must not keep a model from being trained.
      return undefined;
    }
  }

  /** The trainer has the descriptor. */
  handedOver(): void {
    closeSync(this.descriptor);
  }

  tail(count: number): string {
    return (
      withFile(this.#file, constants.O_RDONLY, (descriptor, size) => {
        // Shortened meanwhile: then all that is there at the end is of this trainer.
        const start = size < this.#start ? 0 : this.#start;
        const from = Math.max(start, size - MAXIMUM_TAIL_BYTES);
        return lastLines(readPart(descriptor, from, size - from).toString('utf8'), count);
      }) ?? ''
    );
  }

  close(): void {
    shortenLog(this.#file);
  }
}

/**
 * Leaves out the middle of a log of more than 8 MiB: its first 4 MiB stay, and its last 64 KiB. Called by the trainer once
 * in a while, and at the end; lines written at that very moment may be lost. Never throws.
 */
export function shortenLog(file: string): void {
  withFile(file, constants.O_RDWR, (descriptor, size) => {
    if (size <= MAXIMUM_LOG_BYTES) return;
    const end = readPart(descriptor, size - END_BYTES, END_BYTES);
    const whole = end.subarray(end.indexOf(0x0a) + 1);
    ftruncateSync(descriptor, HEAD_BYTES);
    writeSync(descriptor, Buffer.concat([Buffer.from(MARK), whole]), 0, undefined, HEAD_BYTES);
  });
}

function withFile<T>(file: string, flags: number, use: (descriptor: number, size: number) => T): T | undefined {
  try {
    const descriptor = openSync(file, flags | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    try {
      const found = fstatSync(descriptor);
      return found.isFile() ? use(descriptor, found.size) : undefined;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}

function readPart(descriptor: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(descriptor, bytes, 0, length, position));
}
