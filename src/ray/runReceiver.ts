import { createHash, type Hash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { inflateRawSync } from 'node:zlib';
import type { RunEvent } from '../core/run/events.js';
import { besideName } from '../runs/atomicWrite.js';
import { isFinalEvent } from '../runs/runWriter.js';
import { RayError } from './rayError.js';
import { PART_BYTES, type StreamLine, type StreamMessage } from './streamLines.js';
import { StreamReader } from './streamReader.js';

/** Where what a job says goes. */
export interface ReceiverSink {
  /** An event that the folder does not hold yet; never a final one. @throws Error when the disk refuses. */
  event(event: RunEvent): void;
  /** A file stands in the folder: the state on disk may say so. */
  fileKept(sequence: number): void;
  /** Words beside the stream: of Ray, of a shell, of the trainer's log. */
  words(text: string): void;
  /** The worker has begun. */
  hello(version: string, node: string): void;
}

/** What is in the folder already. */
export interface Received {
  /** Events of this job. */
  readonly events: number;
  readonly lastSequence: number;
}

/** Most bytes of a file: a checkpoint may have as many. */
const MAXIMUM_FILE = 4 * 2 ** 30;

/**
 * Takes what a job writes, from its first byte on, each time that somebody attaches to it, and puts into the run folder
 * what is not there yet: every event once, every file whole or not at all.
 */
export class RunReceiver {
  /** How the run ended, when that has come; whoever follows the job decides what becomes of it. */
  final: RunEvent | undefined;
  /** All has been said. */
  isComplete = false;
  hasBegun = false;
  readonly #folder: string;
  readonly #sink: ReceiverSink;
  #kept: { events: number; lastSequence: number };
  #reader: StreamReader;
  #events = 0;
  #file: OpenFile | undefined;

  constructor(folder: string, received: Received, sink: ReceiverSink) {
    this.#folder = folder;
    this.#sink = sink;
    this.#kept = { ...received };
    this.#reader = this.#newReader();
  }

  /** Another connection, which tells all from the beginning. */
  restart(): void {
    this.#dropFile();
    this.#events = 0;
    this.#reader = this.#newReader();
  }

  /** @throws RayError `stream-damaged`; Error when the disk refuses. */
  push(text: string): void {
    this.#reader.push(text);
  }

  /** Leaves nothing half written. */
  close(): void {
    this.#dropFile();
  }

  #newReader(): StreamReader {
    return new StreamReader((line) => this.#take(line));
  }

  #take(line: StreamLine): void {
    if ('text' in line) {
      // Of an earlier connection these were told already.
      if (!this.hasBegun && line.text.trim() !== '') this.#sink.words(line.text);
    } else if ('message' in line) this.#obey(line.sequence, line.message);
    else throw damaged(`line ${line.sequence} says what this version does not understand (${line.unknown})`);
  }

  #obey(sequence: number, message: StreamMessage): void {
    if (message.type === 'event') this.#event(message.event);
    else if (message.type === 'part' || message.type === 'file' || message.type === 'gone') {
      if (sequence > this.#kept.lastSequence) this.#obeyFile(sequence, message);
    } else if (message.type === 'hello') {
      if (!this.hasBegun) this.#sink.hello(message.version, message.node);
      this.hasBegun = true;
    } else if (message.type === 'log') {
      if (!this.isComplete) this.#sink.words(message.text);
    } else if (message.type === 'end') this.isComplete = true;
  }

  #event(event: RunEvent): void {
    if (isFinalEvent(event)) {
      this.final = event;
      return;
    }
    this.#events += 1;
    if (this.#events <= this.#kept.events) return;
    this.#sink.event(event);
    this.#kept.events = this.#events;
  }

  #obeyFile(sequence: number, message: Extract<StreamMessage, { file: string }>): void {
    const target = path.join(this.#folder, message.file);
    if (message.type === 'part') {
      if (message.part === 0) this.#file = openFile(target, message.file);
      const file = this.#file;
      if (file?.name !== message.file || file.parts !== message.part)
        throw damaged(`a part of ${message.file} is missing`);
      file.append(message.data);
      return;
    }
    if (message.type === 'gone') rmSync(target, { force: true });
    else {
      if (message.parts === 0) this.#file = openFile(target, message.file);
      const file = this.#file;
      this.#file = undefined;
      if (file?.name !== message.file) throw damaged(`${message.file} ends without a beginning`);
      file.finish(target, message);
    }
    this.#kept.lastSequence = sequence;
    this.#sink.fileKept(sequence);
  }

  #dropFile(): void {
    this.#file?.drop();
    this.#file = undefined;
  }
}

/** A file on its way, beside its place. */
interface OpenFile {
  readonly name: string;
  readonly parts: number;
  append(data: string): void;
  finish(target: string, told: { readonly parts: number; readonly bytes: number; readonly sha256: string }): void;
  drop(): void;
}

function openFile(target: string, name: string): OpenFile {
  const beside = besideName(target);
  mkdirSync(path.dirname(target), { recursive: true });
  rmSync(beside, { force: true });
  const descriptor = openSync(beside, 'wx');
  const hash: Hash = createHash('sha256');
  let parts = 0;
  let bytes = 0;
  let isOpen = true;
  const drop = () => {
    if (isOpen) closeSync(descriptor);
    isOpen = false;
    rmSync(beside, { force: true });
  };
  const guarded = (action: () => void) => {
    try {
      action();
    } catch (error) {
      drop();
      throw error;
    }
  };
  return {
    name,
    get parts() {
      return parts;
    },
    drop,
    append: (data) =>
      guarded(() => {
        const piece = inflate(data, name);
        bytes += piece.length;
        parts += 1;
        if (bytes > MAXIMUM_FILE) throw damaged(`${name} is larger than ${MAXIMUM_FILE} bytes`);
        hash.update(piece);
        for (let written = 0; written < piece.length; ) written += writeSync(descriptor, piece, written);
      }),
    finish: (place, told) =>
      guarded(() => {
        if (told.parts !== parts || told.bytes !== bytes || told.sha256 !== hash.digest('hex'))
          throw damaged(`${name} is not what was sent: ${bytes} of ${told.bytes} bytes, or another checksum`);
        fsyncSync(descriptor);
        closeSync(descriptor);
        isOpen = false;
        renameSync(beside, place);
      }),
  };
}

/** Never more than a part has: a bomb stops there. */
function inflate(data: string, name: string): Uint8Array {
  try {
    return inflateRawSync(Buffer.from(data, 'base64'), { maxOutputLength: PART_BYTES });
  } catch (error) {
    throw damaged(`a part of ${name} cannot be unpacked (${(error as Error).message})`);
  }
}

function damaged(what: string): RayError {
  return new RayError('stream-damaged', `The log of the job is damaged: ${what}.`);
}
