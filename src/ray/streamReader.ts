import { RayError } from './rayError.js';
import { readStreamLine, type StreamLine } from './streamLines.js';

/** Longest line of ours: an event with the longest definition, escaped. */
const MAXIMUM_LINE = 8 * 2 ** 20;

/**
 * Makes lines of text that comes in pieces, from the first byte of a job's output on. Lines of ours are numbered without a
 * gap: one that is missing or comes twice is told, never passed over.
 */
export class StreamReader {
  readonly #onLine: (line: StreamLine) => void;
  #rest: string[] = [];
  #restLength = 0;
  #next = 0;

  constructor(onLine: (line: StreamLine) => void) {
    this.#onLine = onLine;
  }

  /** @throws RayError `stream-damaged`; whatever the receiver of lines throws. */
  push(text: string): void {
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.#rest.push(text.slice(start, end));
      const line = this.#rest.join('');
      this.#rest = [];
      this.#restLength = 0;
      start = end + 1;
      this.#take(line);
    }
    if (start >= text.length) return;
    this.#restLength += text.length - start;
    if (this.#restLength > MAXIMUM_LINE) throw damaged(`a line is longer than ${MAXIMUM_LINE} characters`);
    this.#rest.push(text.slice(start));
  }

  #take(text: string): void {
    const line = readStreamLine(text);
    if ('sequence' in line) {
      if (line.sequence !== this.#next) throw damaged(`line ${line.sequence} follows where ${this.#next} was expected`);
      this.#next += 1;
    }
    this.#onLine(line);
  }
}

function damaged(what: string): RayError {
  return new RayError('stream-damaged', `The log of the job is damaged: ${what}.`);
}
