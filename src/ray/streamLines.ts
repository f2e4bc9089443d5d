import type { RunEvent } from '../core/run/events.js';
import { parseEvent } from '../core/run/parseEvent.js';
import { Mismatch, object, type Reader, textUpTo, whole } from '../core/run/readers.js';

/** Raised when a worker's lines could not be read any more by an older client, or the other way round. */
export const STREAM_VERSION = 1;

/** How often a worker says that it lives, when it has nothing else to say. */
export const HEARTBEAT_MS = 10_000;

/** Bytes of a file in one line, before compression. */
export const PART_BYTES = 48 * 1024;

/** A file in a run folder that a worker may make. */
const FILES =
  /^(?:predictions\.bin|weights\.(?:bin|json)|layers\.(?:json|bin)|checkpoint\/(?:epoch|kept)-\d{1,9}\.bin)$/;

/** What a line of a job's output says. */
export type StreamMessage =
  | { readonly type: 'hello'; readonly protocol: number; readonly version: string; readonly node: string }
  | { readonly type: 'event'; readonly event: RunEvent }
  /** A piece of a file: deflated, base64. */
  | { readonly type: 'part'; readonly file: string; readonly part: number; readonly data: string }
  /** A file is complete; SHA-256 of its bytes. */
  | {
      readonly type: 'file';
      readonly file: string;
      readonly parts: number;
      readonly bytes: number;
      readonly sha256: string;
    }
  /** A file is no more. */
  | { readonly type: 'gone'; readonly file: string }
  | { readonly type: 'alive' }
  /** What the trainer's log holds. */
  | { readonly type: 'log'; readonly text: string }
  /** Nothing follows. */
  | { readonly type: 'end' };

/** A line that was read: a message with its number from 0, an event this version does not know, or somebody else's words. */
export type StreamLine =
  | { readonly sequence: number; readonly message: StreamMessage }
  | { readonly sequence: number; readonly unknown: string }
  | { readonly text: string };

const START = '{"bakeoff":';

/** A message as a line, with its number. ASCII only, as whoever hands it on may cut it anywhere. */
export function writeStreamLine(sequence: number, message: StreamMessage): string {
  const text = JSON.stringify({ bakeoff: sequence, ...message });
  return `${text.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}

const file: Reader<string> = (value, path) => {
  const name = textUpTo(60)(value, path);
  if (FILES.test(name)) return name;
  throw new Mismatch(`${path}: a file that no run has`);
};

const numbered = object({ bakeoff: whole(0), type: textUpTo(20) });

const readers: Readonly<Record<string, Reader<object>>> = {
  hello: object({ protocol: whole(1), version: textUpTo(100), node: textUpTo(100) }),
  part: object({ file, part: whole(0), data: textUpTo(2 * PART_BYTES) }),
  file: object({ file, parts: whole(0), bytes: whole(0), sha256: textUpTo(64) }),
  gone: object({ file }),
  alive: object({}),
  log: object({ text: textUpTo(100_000) }),
  end: object({}),
};

/** Reads a line; what is none of ours, or torn, comes back as text. Never throws. */
export function readStreamLine(line: string): StreamLine {
  if (!line.startsWith(START)) return { text: line };
  let value: unknown;
  try {
    value = JSON.parse(line);
    const { bakeoff: sequence, type } = numbered(value, '');
    if (type === 'event') {
      const parsed = parseEvent((value as { event?: unknown }).event);
      if ('event' in parsed) return { sequence, message: { type, event: parsed.event } };
      return { sequence, unknown: 'problem' in parsed ? parsed.problem : parsed.unknownType };
    }
    const reader = Object.hasOwn(readers, type) ? readers[type] : undefined;
    if (reader === undefined) return { sequence, unknown: type };
    return { sequence, message: reader(value, '') as StreamMessage };
  } catch {
    return { text: line };
  }
}
