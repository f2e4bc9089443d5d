/** Most bytes that the last lines of a log are told from. */
export const MAXIMUM_TAIL_BYTES = 16_384;

/** What a trainer writes to stdout and stderr. */
export interface TrainerLog {
  /** The last `count` lines that are not empty. Never throws. */
  tail(count: number): string;
  /** The trainer is gone. Never throws. */
  close(): void;
}

/** The end of a log, in memory: for a trainer without a run folder. */
export class LogTail implements TrainerLog {
  #text = '';
  readonly #decoder = new TextDecoder();

  append(bytes: Uint8Array): void {
    this.#text = (this.#text + this.#decoder.decode(bytes, { stream: true })).slice(-MAXIMUM_TAIL_BYTES);
  }

  tail(count: number): string {
    return lastLines(this.#text, count);
  }

  close(): void {
    // There is nothing to be closed.
  }
}

/** The last `count` lines that are not empty. */
export function lastLines(text: string, count: number): string {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .slice(-count)
    .join('\n');
}
