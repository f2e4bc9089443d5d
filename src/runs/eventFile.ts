import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { RunEvent } from '../core/run/events.js';
import { appendFlags } from '../regularFile.js';
import { runFiles } from './runFolder.js';

const NEWLINE = 0x0a;

/**
 * Appends events to `events.ndjson`, one write for each, in order. Opening a file with a torn last line ends that line
 * first, so that the next event stands on its own.
 */
export class EventFile {
  readonly #descriptor: number;
  #isTorn: boolean;
  #isOpen = true;

  /** @throws Error when the file cannot be opened, or is a link: it may lead out of a folder that somebody else made. */
  constructor(folder: string) {
    this.#descriptor = openSync(path.join(folder, runFiles.events), appendFlags(), 0o666);
    this.#isTorn = !endsWithNewline(this.#descriptor);
  }

  /** @throws Error when the disk refuses; what was written by then is a torn line that the next append ends. */
  append(event: RunEvent): void {
    const line = Buffer.from(`${this.#isTorn ? '\n' : ''}${JSON.stringify(event)}\n`);
    this.#isTorn = true;
    // One call, unless the disk takes only a part of it.
    let written = 0;
    while (written < line.length) written += writeSync(this.#descriptor, line, written);
    this.#isTorn = false;
  }

  /** Returns when everything is on the disk. */
  flush(): void {
    fsyncSync(this.#descriptor);
  }

  /** May be called twice. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.#descriptor);
  }
}

/** Appends one event to a run folder and sees it to the disk. @throws Error when the disk refuses. */
export function appendEvent(folder: string, event: RunEvent): void {
  const file = new EventFile(folder);
  try {
    file.append(event);
    file.flush();
  } finally {
    file.close();
  }
}

function endsWithNewline(descriptor: number): boolean {
  const { size } = fstatSync(descriptor);
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  readSync(descriptor, last, 0, 1, size - 1);
  return last[0] === NEWLINE;
}
