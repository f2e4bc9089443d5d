import path from 'node:path';
import { initialRunState, type RunState, withWarning } from '../core/run/state.js';
import { openRegularFile } from '../regularFile.js';
import { EventLines, type EventsRead, MAXIMUM_EVENTS } from './eventLines.js';
import { runFiles } from './runFolder.js';

export type { EventsRead } from './eventLines.js';

/** Most bytes of an events file that are read. */
export const MAXIMUM_BYTES = 512 * 2 ** 20;
const CHUNK_BYTES = 2 ** 20;

/**
 * Reads `events.ndjson` of a run folder, piece by piece; `events` are those from number `firstKept` (from 0) on. Never
 * throws: a line that cannot be read, an unknown event or a file that cannot be opened becomes a warning in the state,
 * and everything else is kept.
 */
export async function readEvents(folder: string, firstKept = 0): Promise<EventsRead> {
  const file = path.join(folder, runFiles.events);
  try {
    const limits = { maximumBytes: Number.MAX_SAFE_INTEGER, refuseLinks: true };
    const { handle, size } = await openRegularFile(file, limits);
    try {
      const lines = new EventLines(firstKept);
      const chunk = Buffer.alloc(Math.max(1, Math.min(size, CHUNK_BYTES)));
      let position = 0;
      // Not beyond the size it had: a writer at work would never let it end.
      for (const end = Math.min(size, MAXIMUM_BYTES); position < end && !lines.isFull; ) {
        const { bytesRead } = await handle.read(chunk, 0, Math.min(chunk.length, end - position), position);
        if (bytesRead === 0) break;
        lines.push(chunk.subarray(0, bytesRead));
        position += bytesRead;
      }
      const read = lines.end();
      if (position >= size) return read;
      return { ...read, isTorn: false, state: withoutRest(read.state, size) };
    } finally {
      await handle.close();
    }
  } catch (error) {
    return unreadable(whyUnreadable(error));
  }
}

/** The state where a file of `size` bytes was not read to its end. */
export function withoutRest(state: RunState, size: number): RunState {
  const message = `${runFiles.events} has ${size} bytes; at most ${MAXIMUM_BYTES} and ${MAXIMUM_EVENTS} events are read.`;
  return withWarning(state, 'too-large', message);
}

/** Reads the bytes of an events file; never throws. */
export function parseEvents(bytes: Uint8Array): EventsRead {
  const lines = new EventLines();
  lines.push(bytes);
  return lines.end();
}

/** Why a file could not be read, as a clause. */
export function whyUnreadable(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' ? 'there is none' : message;
}

function unreadable(reason: string): EventsRead {
  return { state: withoutEvents(reason), events: [], isTorn: false };
}

/** The state of a run whose events file cannot be read; `reason` is a clause. */
export function withoutEvents(reason: string): RunState {
  return withWarning(initialRunState, 'no-events', `${runFiles.events} could not be read: ${reason}.`);
}
