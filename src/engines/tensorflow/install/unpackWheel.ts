import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { PassThrough, Transform } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { EngineError } from '../../../core/engine.js';

interface Library {
  /** Its name in the wheel, also the name it is loaded by. */
  readonly name: string;
  /** Names the addon's build file links. */
  readonly links: readonly string[];
}

const libraries = {
  linux: [
    { name: 'libtensorflow_cc.so.2', links: ['libtensorflow.so', 'libtensorflow.so.2'] },
    { name: 'libtensorflow_framework.so.2', links: ['libtensorflow_framework.so'] },
  ],
  darwin: [
    { name: 'libtensorflow_cc.2.dylib', links: ['libtensorflow.2.dylib', 'libtensorflow.dylib'] },
    { name: 'libtensorflow_framework.2.dylib', links: ['libtensorflow_framework.dylib'] },
  ],
} as const satisfies Record<string, readonly Library[]>;

/** Headers that the addon includes; what these include is found by reading them. */
const firstHeaders = [
  'tensorflow/c/c_api.h',
  'tensorflow/c/eager/c_api.h',
  'tensorflow/core/platform/ctstring_internal.h',
];
const headerRoot = 'tensorflow/include';

/** File names of the native libraries on a platform; empty where no wheel holds any. */
export function libraryNames(platform: NodeJS.Platform): readonly string[] {
  return librariesOf(platform).map(({ name }) => name);
}

/**
 * Unpacks TensorFlow's C library and the headers it needs from a wheel into `target/lib` and `target/include`, under the
 * names that tfjs-node's build file wants. Replaces what an earlier, broken call has left there.
 * @throws EngineError when the wheel does not hold them.
 */
export async function unpackWheel(
  wheel: string,
  target: string,
  platform: NodeJS.Platform,
  options: { readonly signal?: AbortSignal | undefined; readonly onProgress?: (fraction: number) => void } = {},
): Promise<void> {
  await rm(target, { recursive: true, force: true });
  await mkdir(join(target, 'lib'), { recursive: true });
  const wanted = await withWheel(wheel, async (zip, entries) => {
    await unpackHeaders(zip, wheel, entries, join(target, 'include'));
    const found: (Library & { readonly entry: PackedEntry })[] = [];
    for (const library of librariesOf(platform)) {
      const entry = entries.get(`tensorflow/${library.name}`);
      if (entry === undefined) {
        throw new EngineError(`${wheel} holds no tensorflow/${library.name}; it is not the wheel that was expected`);
      }
      found.push({ ...library, entry: await locate(zip, entry) });
    }
    return found;
  });
  const total = wanted.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0);
  let done = 0;
  const count = (bytes: number) => {
    done += bytes;
    options.onProgress?.(done / total);
  };
  await Promise.all(
    wanted.map(async ({ entry, name, links }) => {
      const file = createWriteStream(join(target, 'lib', name), { mode: 0o755, highWaterMark: 4 << 20 });
      await extract(wheel, entry, file, options.signal, count);
      for (const link of links) await symlink(name, join(target, 'lib', link));
    }),
  );
}

function librariesOf(platform: NodeJS.Platform): readonly Library[] {
  return platform === 'linux' || platform === 'darwin' ? libraries[platform] : [];
}

interface PackedEntry extends Pick<Entry, 'compressedSize' | 'uncompressedSize' | 'compressionMethod' | 'crc32'> {
  readonly fileDataStart: number;
}

/** Opens the wheel, lists its headers and libraries by name, and closes it after the work. */
async function withWheel<T>(
  wheel: string,
  work: (zip: ZipFile, entries: ReadonlyMap<string, Entry>) => Promise<T>,
): Promise<T> {
  let zip: ZipFile | undefined;
  try {
    zip = await openPromise(wheel, { autoClose: false });
    const entries = new Map<string, Entry>();
    for await (const entry of zip.eachEntry()) {
      if (/^tensorflow\/(include\/|libtensorflow)/.test(entry.fileName)) entries.set(entry.fileName, entry);
    }
    return await work(zip, entries);
  } catch (error) {
    if (error instanceof EngineError || (error as NodeJS.ErrnoException).code !== undefined) throw error;
    throw new EngineError(`${wheel} cannot be read as a zip file: ${(error as Error).message}`, { cause: error });
  } finally {
    zip?.close();
  }
}

async function locate(zip: ZipFile, entry: Entry): Promise<PackedEntry> {
  const { compressedSize, uncompressedSize, compressionMethod, crc32: sum } = entry;
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  return { compressedSize, uncompressedSize, compressionMethod, crc32: sum, fileDataStart };
}

/**
 * Unpacks one entry and checks its size and CRC-32. Reads the file itself: yauzl's own streams fail with an uncaught error
 * when they are aborted while they read.
 */
async function extract(
  wheel: string,
  entry: PackedEntry,
  target: NodeJS.WritableStream,
  signal: AbortSignal | undefined,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<void> {
  if (entry.uncompressedSize === 0) return void target.end();
  const { fileDataStart: start, compressedSize } = entry;
  const packed = createReadStream(wheel, { start, end: start + compressedSize - 1, highWaterMark: 1 << 20 });
  const inflate = entry.compressionMethod === 0 ? new PassThrough() : createInflateRaw({ chunkSize: 1 << 20 });
  let sum = 0;
  let bytes = 0;
  const check = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      sum = crc32(chunk, sum);
      bytes += chunk.length;
      onBytes(chunk.length);
      next(null, chunk);
    },
  });
  await pipeline(packed, inflate, check, target, { signal });
  if (bytes !== entry.uncompressedSize || sum !== entry.crc32) {
    throw new EngineError(
      `${wheel} is damaged: a file in it has another checksum\nDelete it and run bakeoff engine install again.`,
    );
  }
}

/** Follows the #include lines from the first headers; 14 of the 13,000 headers are needed. */
async function unpackHeaders(
  zip: ZipFile,
  wheel: string,
  entries: ReadonlyMap<string, Entry>,
  target: string,
): Promise<void> {
  const open = [...firstHeaders];
  const seen = new Set(open);
  for (let header = open.pop(); header !== undefined; header = open.pop()) {
    const entry = entries.get(`${headerRoot}/${header}`);
    if (entry === undefined) {
      if (firstHeaders.includes(header)) throw new EngineError(`${wheel} holds no ${headerRoot}/${header}`);
      continue;
    }
    const text = new PassThrough();
    const [content] = await Promise.all([buffer(text), extract(wheel, await locate(zip, entry), text, undefined)]);
    const file = join(target, ...header.split('/'));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    for (const [, name = ''] of content.toString('utf8').matchAll(/^\s*#\s*include\s+["<]([^">]+)[">]/gm)) {
      for (const candidate of [name, posix.join(posix.dirname(header), name)]) {
        if (candidate.startsWith('..') || seen.has(candidate)) continue;
        seen.add(candidate);
        open.push(candidate);
      }
    }
  }
}
