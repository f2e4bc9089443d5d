import { mkdir, readdir, rm, statfs, utimes } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../cacheFolder.js';
import { processExists } from '../processExists.js';
import { cacheLimitBytes } from './cacheLimit.js';
import { entryFiles, type FeatureEntry, readFeatureEntry } from './featureEntry.js';
import { FeatureWriter, UNFINISHED } from './featureWriter.js';

/** Left free on the disk, whatever the limit. */
const RESERVE_BYTES = 1e9;

/** Why features are not kept. */
export interface Refusal {
  /** `off`: the limit is 0. `limit`: they alone are more than it. `disk`: there is no room. */
  readonly reason: 'off' | 'limit' | 'disk';
  /** The limit, or what the disk has. */
  readonly availableBytes: number;
}

/** Features of images on disk, in the user's cache: what frozen layers give, for the next training on the same. */
export class FeatureCache {
  constructor(
    /** Absolute; need not exist. */
    readonly folder: string = featureFolder(),
    /** All entries together. */
    readonly limitBytes: number = cacheLimitBytes(),
  ) {}

  /** The entry of that key, now used; undefined where there is none that can be used. Never throws. */
  async find(key: string): Promise<FeatureEntry | undefined> {
    try {
      const entry = await readFeatureEntry(path.join(this.folder, key));
      const now = new Date();
      await utimes(path.join(entry.folder, entryFiles.index), now, now).catch(() => undefined);
      return entry;
    } catch {
      return undefined;
    }
  }

  /** All entries that can be used, the one used last at first. Never throws. */
  async list(): Promise<readonly FeatureEntry[]> {
    const names = await this.#names();
    const keys = names.filter((name) => /^[0-9a-f]{64}$/.test(name));
    const found = await Promise.all(
      keys.map((key) => readFeatureEntry(path.join(this.folder, key)).catch(() => undefined)),
    );
    return found.filter((entry) => entry !== undefined).sort((a, b) => b.lastUsed - a.lastUsed);
  }

  /**
   * Makes room for an entry, where it may be had: what was not used for longest goes first. Undefined when there is room.
   * @throws Error when the folder cannot be made.
   */
  async makeRoom(bytes: number): Promise<Refusal | undefined> {
    const { limitBytes } = this;
    if (limitBytes === 0) return { reason: 'off', availableBytes: 0 };
    if (bytes > limitBytes) return { reason: 'limit', availableBytes: limitBytes };
    await mkdir(this.folder, { recursive: true });
    await this.#removeLeftovers();
    const entries = [...(await this.list())];
    let kept = entries.reduce((sum, entry) => sum + entry.byteLength, 0);
    for (;;) {
      const free = (await this.#freeBytes()) - RESERVE_BYTES;
      if (kept + bytes <= limitBytes && bytes <= free) return undefined;
      const oldest = entries.pop();
      if (oldest === undefined) return { reason: 'disk', availableBytes: Math.max(0, free) };
      await this.remove(oldest.key);
      kept -= oldest.byteLength;
    }
  }

  /** A writer of the entry of that key. @throws Error when the disk refuses. */
  async write(key: string): Promise<FeatureWriter> {
    return FeatureWriter.open(path.join(this.folder, key));
  }

  /** Removes an entry, if it is there. A training that reads it has it to its end, where the system allows that. */
  async remove(key: string): Promise<void> {
    await rm(path.join(this.folder, key), { recursive: true, force: true, maxRetries: 2 });
  }

  /** Removes all entries and what is left of unfinished ones, but for those that are being made. */
  async clear(): Promise<{ readonly entries: number; readonly bytes: number }> {
    const entries = await this.list();
    await this.#removeLeftovers();
    const names = (await this.#names()).filter((name) => /^[0-9a-f]{64}$/.test(name));
    await Promise.all(names.map((name) => this.remove(name)));
    return { entries: entries.length, bytes: entries.reduce((sum, entry) => sum + entry.byteLength, 0) };
  }

  /** Entries that were never finished, of processes that are gone. */
  async #removeLeftovers(): Promise<void> {
    for (const name of await this.#names()) {
      const pid = Number(UNFINISHED.exec(name)?.[1] ?? 0);
      if (pid > 0 && !processExists(pid)) await rm(path.join(this.folder, name), { recursive: true, force: true });
    }
  }

  async #freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.folder);
    return bavail * bsize;
  }

  async #names(): Promise<readonly string[]> {
    return readdir(this.folder).catch(() => []);
  }
}

/** In the user's cache, unless `BAKEOFF_FEATURE_FOLDER` names another place, say on a larger disk. */
function featureFolder(): string {
  const chosen = process.env.BAKEOFF_FEATURE_FOLDER ?? '';
  return chosen === '' ? path.join(cacheFolder(), 'features') : path.resolve(chosen);
}
