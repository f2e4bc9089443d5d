import type { RunEvent } from '../core/run/events.js';
import { parseEvent } from '../core/run/parseEvent.js';
import { RunFold } from '../core/run/runFold.js';
import { type RunState, withWarning } from '../core/run/state.js';
import { runFiles } from './runFolder.js';

/** Longest line that is read: a start with the longest definition, every character of it escaped. */
export const MAXIMUM_LINE_BYTES = 8 * 2 ** 20;
/** Most events of a run: at ten a second, two days without an end. */
export const MAXIMUM_EVENTS = 2_000_000;

const NEWLINE = 0x0a;

// Fatal: a line that is not UTF-8 is told, not read with holes in it.
const decoder = new TextDecoder('utf-8', { fatal: true });

/** What a file of events holds. */
export interface EventsRead {
  readonly state: RunState;
  /** In order, from the one asked for on. */
  readonly events: readonly RunEvent[];
  /** The file ends in the middle of a line: a crash while writing, or a writer at work. */
  readonly isTorn: boolean;
}

/**
 * Reads events from bytes that come in pieces. Holds one line at a time; of a line that is too long, nothing. Never
 * throws: what cannot be read becomes a warning.
 */
export class EventLines {
  readonly #firstKept: number;
  readonly #fold = new RunFold();
  #events: RunEvent[] = [];
  #pieces: Uint8Array[] = [];
  #pieceBytes = 0;
  #isTooLong = false;
  #count = 0;
  #lineNumber = 0;
  #isTorn = false;
  #unreadable = 0;
  #unknown = 0;
  #firstProblem = '';

  /** Events before number `firstKept` (from 0) are folded into the state, but not kept. */
  constructor(firstKept = 0) {
    this.#firstKept = firstKept;
  }

  /** True when no more events will be taken. */
  get isFull(): boolean {
    return this.#count >= MAXIMUM_EVENTS;
  }

  /** Lines that were whole and yet no event that this version knows: the state holds warnings of them. */
  get problemCount(): number {
    return this.#unreadable + this.#unknown;
  }

  /** The bytes so far end in the middle of a line. */
  get hasPartOfLine(): boolean {
    return this.#pieceBytes > 0 || this.#isTooLong;
  }

  /** The state after all lines so far. */
  get state(): RunState {
    const { state } = this.#fold;
    if (this.#unreadable === 0) return state;
    const lines = this.#unreadable === 1 ? 'A line' : `${this.#unreadable} lines`;
    const message = `${lines} of ${runFiles.events} could not be read (${this.#firstProblem}).`;
    return withWarning(state, 'unreadable-line', message);
  }

  /** The events kept since this was last called; they are not kept any longer. */
  takeEvents(): readonly RunEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** Takes the next bytes; they may be overwritten afterwards. */
  push(bytes: Uint8Array): void {
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      this.#keep(bytes.subarray(start, end), false);
      this.#endLine(true);
      start = end + 1;
    }
    if (start < bytes.length) this.#keep(bytes.subarray(start), true);
  }

  /** Everything, after the last bytes. */
  end(): EventsRead {
    if (this.hasPartOfLine) this.#endLine(false);
    return { state: this.state, events: this.#events, isTorn: this.#isTorn };
  }

  #keep(piece: Uint8Array, isCopied: boolean): void {
    if (this.#isTooLong || this.#pieceBytes + piece.length > MAXIMUM_LINE_BYTES) {
      this.#isTooLong = true;
      this.#pieces = [];
      return;
    }
    // Not `slice`: a Buffer's is no copy.
    this.#pieces.push(isCopied ? new Uint8Array(piece) : piece);
    this.#pieceBytes += piece.length;
  }

  #endLine(isWhole: boolean): void {
    const [only = new Uint8Array()] = this.#pieces;
    const line = this.#pieces.length > 1 ? Buffer.concat(this.#pieces) : only;
    const isTooLong = this.#isTooLong;
    this.#pieces = [];
    this.#pieceBytes = 0;
    this.#isTooLong = false;
    this.#lineNumber += 1;
    if (this.isFull || (line.length === 0 && !isTooLong)) return;
    const read = isTooLong ? { problem: `longer than ${MAXIMUM_LINE_BYTES} bytes` } : parseLine(line);
    if ('event' in read) this.#add(read.event);
    else if ('unknownType' in read) {
      this.#unknown += 1;
      this.#fold.addUnknown(read.unknownType);
    } else if (!isWhole) this.#isTorn = true;
    else {
      this.#unreadable += 1;
      if (this.#unreadable === 1) this.#firstProblem = `line ${this.#lineNumber}: ${read.problem}`;
    }
  }

  #add(event: RunEvent): void {
    this.#fold.add(event);
    if (this.#count >= this.#firstKept) this.#events.push(event);
    this.#count += 1;
  }
}

function parseLine(line: Uint8Array): ReturnType<typeof parseEvent> {
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(line));
  } catch {
    return { problem: 'not JSON' };
  }
  return parseEvent(value);
}
