import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import type { RunEvent } from '../core/run/events.js';
import { parseEvent } from '../core/run/parseEvent.js';
import { initialRunState, type RunState, reduceRun, withUnknownEvent, withWarning } from '../core/run/state.js';
import { runFiles } from './runFolder.js';

const MAXIMUM_BYTES = 512 * 2 ** 20;
const NEWLINE = 0x0a;

// Fatal: a line that is not UTF-8 is told, not read with holes in it.
const decoder = new TextDecoder('utf-8', { fatal: true });

/** What a file of events holds. */
export interface EventsRead {
  readonly state: RunState;
  readonly events: readonly RunEvent[];
  /** The file ends in the middle of a line: a crash while writing, or a writer at work. */
  readonly isTorn: boolean;
}

/**
 * Reads `events.ndjson` of a run folder. Never throws: a line that cannot be read, an unknown event or a file that
 * cannot be opened becomes a warning in the state, and everything else is kept.
 */
export async function readEvents(folder: string): Promise<EventsRead> {
  const file = path.join(folder, runFiles.events);
  try {
    const found = await stat(file);
    if (!found.isFile()) return unreadable('it is not a file');
    const { bytes, isWhole } = await readStart(file, found.size);
    const read = parseEvents(bytes);
    if (isWhole) return read;
    const message = `${runFiles.events} has ${found.size} bytes; only the first ${MAXIMUM_BYTES} were read.`;
    return { ...read, state: withWarning(read.state, 'too-large', message) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return unreadable(code === 'ENOENT' ? 'there is none' : message);
  }
}

/** Reads the bytes of an events file; never throws. */
export function parseEvents(bytes: Uint8Array): EventsRead {
  const events: RunEvent[] = [];
  let state = initialRunState;
  let unreadableLines = 0;
  let firstProblem = '';
  let isTorn = false;
  let lineNumber = 0;
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline === -1 ? bytes.length : newline;
    lineNumber += 1;
    const line = bytes.subarray(start, end);
    start = end + 1;
    if (line.length === 0) continue;
    const read = parseLine(line);
    if ('event' in read) {
      events.push(read.event);
      state = reduceRun(state, read.event);
    } else if ('unknownType' in read) state = withUnknownEvent(state, read.unknownType);
    else if (newline === -1) isTorn = true;
    else {
      unreadableLines += 1;
      if (unreadableLines === 1) firstProblem = `line ${lineNumber}: ${read.problem}`;
    }
  }
  if (unreadableLines > 0) {
    const message = `${unreadableLines === 1 ? 'A line' : `${unreadableLines} lines`} of ${runFiles.events} could not be read (${firstProblem}).`;
    state = withWarning(state, 'unreadable-line', message);
  }
  return { state, events, isTorn };
}

function parseLine(line: Uint8Array): ReturnType<typeof parseEvent> {
  try {
    return parseEvent(JSON.parse(decoder.decode(line)));
  } catch {
    return { problem: 'not JSON' };
  }
}

async function readStart(file: string, size: number): Promise<{ bytes: Uint8Array; isWhole: boolean }> {
  const handle = await open(file, 'r');
  try {
    const bytes = Buffer.alloc(Math.min(size, MAXIMUM_BYTES));
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return { bytes: bytes.subarray(0, filled), isWhole: size <= MAXIMUM_BYTES };
  } finally {
    await handle.close();
  }
}

function unreadable(reason: string): EventsRead {
  const state = withWarning(initialRunState, 'no-events', `${runFiles.events} could not be read: ${reason}.`);
  return { state, events: [], isTorn: false };
}
