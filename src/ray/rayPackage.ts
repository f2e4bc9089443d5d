import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { dataFolder } from '../datasets/dataFolder.js';
import { readRegularFile } from '../regularFile.js';
import { version } from '../version.js';
import type { RayClient } from './rayClient.js';

/** What a package holds: bytes by path, with slashes. */
export type PackageFiles = ReadonlyMap<string, Uint8Array>;

/** A package by its content's name. */
export interface RayPackage {
  /** `_ray_pkg_<hash>.zip`. */
  readonly name: string;
  readonly files: PackageFiles;
}

/** Ray takes packages up to 512 MiB. */
const MAXIMUM_BYTES = 512 * 2 ** 20;
/** Beside the worker, what it reads from there. */
const BUNDLES = ['rayWorker.cjs', 'trainer.cjs', 'h5wasm.mjs', 'tfjs-backend-wasm-simd.wasm', 'mozjpeg_dec.wasm'];
/** Ray keeps a package that no job uses for ten minutes after it was last asked for. */
const KEPT_MS = 4 * 60_000;
const EPOCH = new Date(Date.UTC(2000, 0, 1));

/** Names a package by what is in it. */
export function packageOf(files: PackageFiles): RayPackage {
  const hash = createHash('sha256');
  for (const [name, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${name}\n${bytes.length}\n`).update(bytes);
  return { name: `_ray_pkg_${hash.digest('hex').slice(0, 32)}.zip`, files };
}

/**
 * The trainer as a package: the bundles beside `trainerEntry` and, out of `dataFolder`, what is embedded: the sample of images
 * and the weights of backbones. @throws Error when the installation is incomplete.
 */
export async function trainerPackage(trainerEntry: string, dataFolder: string, version: string): Promise<RayPackage> {
  const files = new Map<string, Uint8Array>();
  // What marks the root of an installation.
  files.set('package.json', Buffer.from(`${JSON.stringify({ name: 'model-bakeoff', version })}\n`));
  for (const name of BUNDLES) files.set(`dist/${name}`, await read(path.join(path.dirname(trainerEntry), name)));
  for (const folder of ['fashion-mnist', 'backbones'])
    for (const entry of await readdir(path.join(dataFolder, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.name.endsWith('.mjs')) continue;
      const file = path.join(entry.parentPath, entry.name);
      files.set(`data/${path.relative(dataFolder, file).split(path.sep).join('/')}`, await read(file));
    }
  return packageOf(files);
}

/** The package as a zip. */
export async function zipOf({ files }: RayPackage): Promise<Uint8Array> {
  const { ZipFile } = await import('yazl');
  const zip = new ZipFile();
  for (const [name, bytes] of files) zip.addBuffer(Buffer.from(bytes), name, { mtime: EPOCH, mode: 0o100644 });
  zip.end();
  return buffer(zip.outputStream);
}

/** The packages of one cluster: each is put there once, whoever asks for it, and asked after now and then. */
export class PackageShelf {
  readonly #client: RayClient;
  readonly #known = new Map<string, { readonly time: number; readonly put: Promise<void> }>();

  constructor(client: RayClient) {
    this.#client = client;
  }

  /** Puts a package that no cluster can have yet; it is not remembered. Gives its URI. @throws RayError */
  async put(fresh: RayPackage, signal?: AbortSignal): Promise<string> {
    await this.#client.putPackage(fresh.name, await zipOf(fresh), signal);
    return `gcs://${fresh.name}`;
  }

  /** Resolves to the package's URI once the cluster has it. @throws RayError; the next call tries again then. */
  async provide(wanted: RayPackage, signal?: AbortSignal): Promise<string> {
    const { name } = wanted;
    const known = this.#known.get(name);
    const isFresh = known !== undefined && performance.now() - known.time < KEPT_MS;
    if (!isFresh) this.#known.set(name, { time: performance.now(), put: this.#put(wanted, signal) });
    try {
      await this.#known.get(name)?.put;
    } catch (error) {
      this.#known.delete(name);
      throw error;
    }
    return `gcs://${name}`;
  }

  /** The cluster has lost what it had. */
  forget(): void {
    this.#known.clear();
  }

  async #put(wanted: RayPackage, signal: AbortSignal | undefined): Promise<void> {
    if (await this.#client.hasPackage(wanted.name, signal)) return;
    await this.#client.putPackage(wanted.name, await zipOf(wanted), signal);
  }
}

function read(file: string): Promise<Uint8Array> {
  return readRegularFile(file, { maximumBytes: MAXIMUM_BYTES });
}

/** `trainerPackage` of this installation. @throws Error when it is incomplete. */
export function trainerPackageBeside(trainerEntry: string): Promise<RayPackage> {
  return trainerPackage(trainerEntry, dataFolder(path.dirname(trainerEntry)), version);
}
