import { createHash } from 'node:crypto';
import { open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { PART_BYTES, type StreamMessage } from '../ray/streamLines.js';
import { runFiles } from '../runs/runFolder.js';

/** What is sent once a training is over. */
const RESULTS = [
  runFiles.predictions,
  runFiles.weights,
  runFiles.weightsIndex,
  runFiles.layers,
  runFiles.layerVotes,
] as const;

/** Bytes of checkpoints a second, on average: Ray keeps all of a job's output on the worker's disk, and sends it anew to a client that comes back. */
const CHECKPOINT_BYTES_PER_SECOND = 2 ** 20;

/**
 * Sends the files of a run folder as they come to be. A checkpoint goes out as soon as its epoch has been told and what was
 * sent before has been worth its time; of quick epochs only the latest does.
 */
export class FolderMirror {
  readonly #folder: string;
  readonly #send: (message: StreamMessage) => void;
  readonly #sent = new Set<string>();
  /** Monotonic; before it no checkpoint goes out. */
  #notBefore = 0;

  constructor(folder: string, send: (message: StreamMessage) => void) {
    this.#folder = folder;
    this.#send = send;
  }

  /** Files that whoever gave the order has already. */
  has(files: readonly string[]): void {
    for (const file of files) this.#sent.add(file);
  }

  /** Sends the newest checkpoint up to epoch `told`, with what it needs, if it is time. Never throws for a file that went meanwhile. */
  async sendCheckpoint(told: number, isTime = performance.now() >= this.#notBefore): Promise<void> {
    if (!isTime) return;
    const names = await this.#checkpointFiles();
    const newest = names
      .map((name) => ({ name, epoch: epochOf(name) }))
      .filter(({ epoch }) => epoch !== undefined && epoch <= told)
      .sort((a, b) => (b.epoch ?? 0) - (a.epoch ?? 0))[0];
    if (newest === undefined || this.#sent.has(newest.name)) return;
    const needed = [...names.filter((name) => epochOf(name) === undefined), newest.name];
    let bytes = 0;
    for (const name of needed) bytes += this.#sent.has(name) ? 0 : await this.#sendIfThere(name);
    if (!this.#sent.has(newest.name)) return;
    // The one before stays for as long as it does here: should this one be damaged, that one serves.
    const latest = [...this.#sent].filter((name) => epochOf(name) !== undefined).slice(-2);
    this.#drop((name) => isCheckpoint(name) && !latest.includes(name) && !names.includes(name));
    this.#notBefore = performance.now() + (1000 * bytes) / CHECKPOINT_BYTES_PER_SECOND;
  }

  /** Sends all that a training has left, and takes back what is no more. @throws Error when a file cannot be read. */
  async sendResults(): Promise<void> {
    for (const name of RESULTS) await this.#sendIfThere(name);
    const names = await this.#checkpointFiles();
    for (const name of names) if (!this.#sent.has(name)) await this.#sendIfThere(name);
    this.#drop((name) => isCheckpoint(name) && !names.includes(name));
  }

  #drop(isGone: (name: string) => boolean): void {
    for (const name of [...this.#sent].filter(isGone)) {
      this.#sent.delete(name);
      this.#send({ type: 'gone', file: name });
    }
  }

  async #checkpointFiles(): Promise<string[]> {
    const names = await readdir(path.join(this.#folder, runFiles.checkpoint)).catch(() => []);
    return names
      .filter((name) => /^(?:epoch|kept)-\d{1,9}\.bin$/.test(name))
      .map((name) => `${runFiles.checkpoint}/${name}`);
  }

  /** Its bytes; 0 where there is none. */
  async #sendIfThere(file: string): Promise<number> {
    let handle: Awaited<ReturnType<typeof open>>;
    try {
      handle = await open(path.join(this.#folder, file), 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
      throw error;
    }
    try {
      const hash = createHash('sha256');
      const buffer = Buffer.alloc(PART_BYTES);
      let bytes = 0;
      let part = 0;
      for (;;) {
        const { bytesRead } = await handle.read(buffer, 0, PART_BYTES, bytes);
        if (bytesRead === 0) break;
        const piece = buffer.subarray(0, bytesRead);
        hash.update(piece);
        this.#send({ type: 'part', file, part, data: deflateRawSync(piece, { level: 3 }).toString('base64') });
        bytes += bytesRead;
        part += 1;
      }
      this.#send({ type: 'file', file, parts: part, bytes, sha256: hash.digest('hex') });
      this.#sent.delete(file);
      this.#sent.add(file);
      return bytes;
    } finally {
      await handle.close();
    }
  }
}

function isCheckpoint(name: string): boolean {
  return name.startsWith(`${runFiles.checkpoint}/`);
}

function epochOf(name: string): number | undefined {
  const digits = /epoch-(\d+)\.bin$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
