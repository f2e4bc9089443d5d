import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processExists } from '../../processExists.js';

/** Of a graph's folder: the process that made it, and what tells its graphs apart. */
const NAME = /^bakeoff-graph-(\d{1,10})-[0-9a-f]{12}$/;

/**
 * A graph as a folder in the system's folder for temporary files, for as long as TensorFlow reads it: there between two
 * readings it could be tidied away by others, or left behind by a process that is killed. The path stays the same, as TensorFlow
 * knows a graph by it.
 */
export class GraphFolder {
  readonly #path: string;
  readonly #savedModel: Uint8Array;

  /** `savedModel`: the bytes of `saved_model.pb`. */
  constructor(savedModel: Uint8Array) {
    this.#path = join(tmpdir(), `bakeoff-graph-${process.pid}-${randomBytes(6).toString('hex')}`);
    this.#savedModel = savedModel;
  }

  /** What `read` makes of the folder, which is there until then. Calls must not overlap. @throws Error when the disk refuses; as `read`. */
  async with<T>(read: (path: string) => Promise<T>): Promise<T> {
    await mkdir(this.#path, { mode: 0o700 });
    try {
      await writeFile(join(this.#path, 'saved_model.pb'), this.#savedModel);
      return await read(this.#path);
    } finally {
      await rm(this.#path, { recursive: true, force: true });
    }
  }
}

/** Removes the folders of processes that were killed while they read a graph. Never throws. */
export async function removeAbandonedGraphs(folder: string = tmpdir()): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const [, pid] = NAME.exec(name) ?? [];
    if (pid === undefined || processExists(Number(pid))) continue;
    // Somebody else's, or already gone.
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
  }
}
