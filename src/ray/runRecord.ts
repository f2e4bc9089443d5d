import { closeSync, ftruncateSync, openSync, readSync, statSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { RunEvent } from '../core/run/events.js';
import { type RunState, reduceRun } from '../core/run/state.js';
import { appendFlags } from '../regularFile.js';
import { EventFile } from '../runs/eventFile.js';
import { shortenLog } from '../runs/logFile.js';
import { readEvents } from '../runs/readEvents.js';
import { runFiles } from '../runs/runFolder.js';
import { isFinalEvent, writeRunRecord } from '../runs/runWriter.js';

const NEWLINE = 0x0a;
const MAXIMUM_LINE_BYTES = 8 * 2 ** 20;

/** The events of a run that is trained elsewhere, as they come to lie in its folder here, and its log. */
export class RunRecord {
  readonly folder: string;
  readonly #file: EventFile;
  readonly #log: number | undefined;
  #state: RunState;
  #count: number;

  private constructor(folder: string, file: EventFile, state: RunState, count: number) {
    this.folder = folder;
    this.#file = file;
    this.#state = state;
    this.#count = count;
    this.#log = openLog(folder);
  }

  /** Begins or goes on. A line that a crash has torn goes: it comes again. @throws Error when the disk refuses. */
  static async open(folder: string, definitionText: string): Promise<RunRecord> {
    writeFileSync(path.join(folder, runFiles.definition), definitionText);
    cutTornLine(path.join(folder, runFiles.events));
    const file = new EventFile(folder);
    const { events, state } = await readEvents(folder);
    return new RunRecord(folder, file, state, events.length);
  }

  get state(): RunState {
    return this.#state;
  }

  /** Events in the folder. */
  get count(): number {
    return this.#count;
  }

  /** @throws Error when the disk refuses. */
  append(event: RunEvent): void {
    this.#file.append(event);
    this.#count += 1;
    this.#state = reduceRun(this.#state, event);
    if (event.type === 'epochEnded' || isFinalEvent(event)) this.#file.flush();
  }

  /** A line for the log. Never throws. */
  log(text: string): void {
    try {
      if (this.#log !== undefined) writeSync(this.#log, text.endsWith('\n') ? text : `${text}\n`);
    } catch {
      // A full disk takes no words either.
    }
  }

  /** Ends the writing; of a run that has ended writes `run.json`. @throws Error when the disk refuses. */
  async close(): Promise<void> {
    this.#file.close();
    if (this.#log !== undefined) closeSync(this.#log);
    shortenLog(path.join(this.folder, runFiles.log));
    if (this.#state.status !== 'running') await writeRunRecord(this.folder, this.#state);
  }
}

function openLog(folder: string): number | undefined {
  try {
    return openSync(path.join(folder, runFiles.log), appendFlags(), 0o666);
  } catch {
    return undefined;
  }
}

/** Takes away what follows the last line's end. */
function cutTornLine(file: string): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) return;
  const descriptor = openSync(file, 'r+');
  try {
    const length = Math.min(size, MAXIMUM_LINE_BYTES);
    const end = Buffer.alloc(length);
    const read = readSync(descriptor, end, 0, length, size - length);
    const last = end.subarray(0, read).lastIndexOf(NEWLINE);
    if (last !== read - 1) ftruncateSync(descriptor, size - length + last + 1);
  } finally {
    closeSync(descriptor);
  }
}
