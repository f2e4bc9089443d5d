import { lstatSync } from 'node:fs';
import path from 'node:path';
import type { RunEvent } from '../core/run/events.js';
import type { RunState } from '../core/run/state.js';
import { openRegularFile } from '../regularFile.js';
import { EventLines } from './eventLines.js';
import { MAXIMUM_BYTES, whyUnreadable, withoutEvents, withoutRest } from './readEvents.js';
import { runFiles } from './runFolder.js';

/** Parsed without a pause: about a millisecond's work. */
const SLICE_BYTES = 128 * 2 ** 10;
/** As much of what was read is compared before more is read: a file that was written anew is noticed. */
const OVERLAP_BYTES = 1024;

/** What reading on has found. `replaced`: it is no longer the file that was read; a new reader must begin. */
export type Growth = 'same' | 'grown' | 'replaced';

/**
 * Reads `events.ndjson` of a run folder as it grows, a slice at a time, others getting their turn in between. A line is an
 * event once it is whole. The file is open only while it is read.
 */
export class GrowingEvents {
  readonly #file: string;
  readonly #lines = new EventLines();
  #position = 0;
  /** The bytes before the position. */
  #overlap: Buffer = Buffer.alloc(0);
  /** Of the file when it was last looked at. */
  #stamp = '';
  #inode: number | undefined;
  #size = 0;
  #problem: string | undefined;
  #isClosed = false;

  constructor(folder: string) {
    this.#file = path.join(folder, runFiles.events);
  }

  /** The state after all whole lines. */
  get state(): RunState {
    if (this.#problem !== undefined) return withoutEvents(this.#problem);
    const { state } = this.#lines;
    return this.#position < this.#size ? withoutRest(state, this.#size) : state;
  }

  /** Lines that told nothing that this version understands. */
  get problemCount(): number {
    return this.#lines.problemCount;
  }

  /** Events of lines that have become whole since this was last called. */
  takeEvents(): readonly RunEvent[] {
    return this.#lines.takeEvents();
  }

  /** Nobody writes any more: half a line will not become whole. True when the file ends in one that says nothing. */
  close(): boolean {
    this.#isClosed ||= this.#lines.hasPartOfLine;
    const { isTorn } = this.#lines.end();
    this.#lines.takeEvents();
    return isTorn;
  }

  /** Reads what is there by now; without `keepsEvents` they are only folded into the state. Never throws. */
  async readOn({ keepsEvents }: { readonly keepsEvents: boolean }): Promise<Growth> {
    try {
      const found = lstatSync(this.#file);
      const stamp = `${found.size}-${found.mtimeMs}-${found.ctimeMs}-${found.ino}`;
      if (stamp === this.#stamp) return 'same';
      this.#stamp = stamp;
      const isOther = this.#inode !== undefined && this.#inode !== found.ino;
      // A file that could not be read was told as such.
      if (isOther || found.size < this.#position || this.#problem !== undefined) return 'replaced';
      const growth = await this.#readTo(keepsEvents);
      this.#inode = found.ino;
      return growth;
    } catch (error) {
      const reason = whyUnreadable(error);
      if (reason === this.#problem) return 'same';
      if (this.#inode !== undefined) return 'replaced';
      this.#problem = reason;
      return 'same';
    }
  }

  async #readTo(keepsEvents: boolean): Promise<Growth> {
    const { handle, size } = await openRegularFile(this.#file, {
      maximumBytes: Number.MAX_SAFE_INTEGER,
      refuseLinks: true,
    });
    try {
      const before = Buffer.alloc(this.#overlap.length);
      await handle.read(before, 0, before.length, this.#position - before.length);
      if (!before.equals(this.#overlap)) return 'replaced';
      if (this.#isClosed && size > this.#position) return 'replaced';
      this.#size = size;
      const start = this.#position;
      const slice = Buffer.alloc(Math.max(1, Math.min(SLICE_BYTES, size - start)));
      for (const end = Math.min(size, MAXIMUM_BYTES); this.#position < end && !this.#lines.isFull; ) {
        const wanted = Math.min(slice.length, end - this.#position);
        const { bytesRead } = await handle.read(slice, 0, wanted, this.#position);
        if (bytesRead === 0) break;
        this.#take(slice.subarray(0, bytesRead));
        if (!keepsEvents) this.#lines.takeEvents();
      }
      return this.#position > start ? 'grown' : 'same';
    } finally {
      await handle.close();
    }
  }

  #take(bytes: Buffer): void {
    this.#lines.push(bytes);
    this.#position += bytes.length;
    this.#overlap =
      bytes.length >= OVERLAP_BYTES
        ? Buffer.from(bytes.subarray(-OVERLAP_BYTES))
        : Buffer.concat([this.#overlap, bytes]).subarray(-OVERLAP_BYTES);
  }
}
