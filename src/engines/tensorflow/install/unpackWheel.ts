import { createWriteStream } from 'node:fs';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { Transform } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
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
  const zip = await openWheel(wheel);
  try {
    const entries = new Map<string, Entry>();
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.startsWith(`${headerRoot}/`) || /^tensorflow\/libtensorflow/.test(entry.fileName)) {
        entries.set(entry.fileName, entry);
      }
    }
    const wanted = librariesOf(platform).map(({ name, links }) => {
      const entry = entries.get(`tensorflow/${name}`);
      if (entry === undefined)
        throw new EngineError(`${wheel} holds no tensorflow/${name}; it is not the wheel that was expected`);
      return { entry, name, links };
    });
    await unpackHeaders(zip, entries, join(target, 'include'), wheel);
    const total = wanted.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0);
    let done = 0;
    await Promise.all(
      wanted.map(async ({ entry, name, links }) => {
        const counter = new Transform({
          transform(chunk: Buffer, _encoding, next) {
            done += chunk.length;
            options.onProgress?.(done / total);
            next(null, chunk);
          },
        });
        const file = createWriteStream(join(target, 'lib', name), { mode: 0o755, highWaterMark: 4 << 20 });
        await pipeline(await zip.openReadStreamPromise(entry), counter, file, { signal: options.signal });
        for (const link of links) await symlink(name, join(target, 'lib', link));
      }),
    );
  } finally {
    zip.close();
  }
}

function librariesOf(platform: NodeJS.Platform): readonly Library[] {
  return platform === 'linux' || platform === 'darwin' ? libraries[platform] : [];
}

async function openWheel(wheel: string): Promise<ZipFile> {
  try {
    return await openPromise(wheel, { autoClose: false });
  } catch (error) {
    throw new EngineError(`${wheel} cannot be read as a zip file: ${(error as Error).message}`, { cause: error });
  }
}

/** Follows the #include lines from the first headers; 60 of the 15,000 headers are needed. */
async function unpackHeaders(
  zip: ZipFile,
  entries: ReadonlyMap<string, Entry>,
  target: string,
  wheel: string,
): Promise<void> {
  const open = [...firstHeaders];
  const seen = new Set(open);
  for (let header = open.pop(); header !== undefined; header = open.pop()) {
    const entry = entries.get(`${headerRoot}/${header}`);
    if (entry === undefined) {
      if (firstHeaders.includes(header)) throw new EngineError(`${wheel} holds no ${headerRoot}/${header}`);
      continue;
    }
    const content = await buffer(await zip.openReadStreamPromise(entry));
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
