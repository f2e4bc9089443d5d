import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { EngineError } from '../../../core/engine.js';
import { type Environment, runCommand } from './command.js';
import type { Wheel } from './pins.js';

export interface DownloadOptions {
  /** Kept between installations; holds the finished wheel until it is no longer needed. */
  readonly downloads: string;
  readonly python: string;
  readonly pip: readonly number[];
  readonly env: Environment;
  readonly signal?: AbortSignal | undefined;
  /** Fraction 0..1 of the bytes that have arrived. */
  readonly onProgress?: (fraction: number, receivedBytes: number) => void;
}

/**
 * Fetches the wheel with pip, so that mirrors, proxies and certificates work as the person has set them up, checks its
 * SHA-256 and returns its path. A wheel that an earlier call left complete is used again.
 * @throws EngineError when pip fails or the file is not the pinned one (which is then deleted).
 */
export async function downloadWheel(wheel: Wheel, options: DownloadOptions): Promise<string> {
  const { downloads, signal } = options;
  const file = join(downloads, wheel.fileName);
  if (await isComplete(file, wheel, signal)) return file;
  // pip's temporary files go beside the result: /tmp may be small, and their growth shows the progress.
  const temporary = join(downloads, 'pip');
  await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
  await mkdir(temporary, { recursive: true });
  const watch = setInterval(() => {
    largestFile(temporary).then(
      (bytes) => options.onProgress?.(Math.min(1, bytes / wheel.bytes), bytes),
      () => undefined,
    );
  }, 250);
  try {
    const destination = join(temporary, 'finished');
    const { code, output } = await runCommand(options.python, pipArguments(wheel, destination, options.pip), {
      env: { ...options.env, TMPDIR: temporary, PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1' },
      signal,
    });
    if (code !== 0) throw pipFailed(wheel, output);
    const names = await readdir(destination).catch((): string[] => []);
    const fetched = join(destination, wheel.fileName);
    if (!names.includes(wheel.fileName)) {
      throw new EngineError(
        `pip fetched ${names.join(', ') || 'nothing'} instead of ${wheel.fileName}\nCheck pip's configuration: python3 -m pip config list`,
      );
    }
    await requireChecksum(fetched, wheel, signal);
    await rename(fetched, file);
    return file;
  } finally {
    clearInterval(watch);
    await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
  }
}

function pipArguments(wheel: Wheel, destination: string, pip: readonly number[]): string[] {
  const [major = 0, minor = 0] = pip;
  // pip has been able to go on with a broken download since 25.1.
  const resume = major > 25 || (major === 25 && minor >= 1) ? ['--resume-retries', '10'] : [];
  return [
    ...['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--implementation', 'cp'],
    ...['--python-version', wheel.pythonVersion, '--platform', wheel.platformTag],
    // 274 MB twice on disk would be for nothing: the finished wheel is kept here, not in pip's cache.
    ...['--no-cache-dir', '--progress-bar', 'off', '--retries', '5', ...resume],
    ...['--dest', destination, `${wheel.project}==${wheel.version}`],
  ];
}

async function isComplete(file: string, wheel: Wheel, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    await requireChecksum(file, wheel, signal);
    return true;
  } catch (error) {
    if (signal?.aborted === true) throw error;
    return false;
  }
}

async function requireChecksum(file: string, wheel: Wheel, signal: AbortSignal | undefined): Promise<void> {
  const { size } = await stat(file);
  const hash = createHash('sha256');
  if (size === wheel.bytes) await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash, { signal });
  const received = size === wheel.bytes ? hash.digest('hex') : `none computed, ${size} bytes instead of ${wheel.bytes}`;
  if (received === wheel.sha256) return;
  await rm(file, { force: true });
  throw new EngineError(
    `the downloaded ${wheel.fileName} is not the expected file: SHA-256 ${received}, expected ${wheel.sha256}\n` +
      'It was deleted. Run bakeoff engine install again; if this repeats, the package index in use serves another file.',
  );
}

function pipFailed(wheel: Wheel, output: readonly string[]): EngineError {
  const text = output.join('\n');
  const last = output.filter((line) => /error/i.test(line)).at(-1) ?? output.at(-1) ?? 'no message';
  if (
    /No matching distribution|Could not find a version/i.test(text) &&
    !/connection|timed? ?out|resolve/i.test(text)
  ) {
    return new EngineError(
      `the Python package index in use has no ${wheel.project} ${wheel.version} for ${wheel.platformTag}\n` +
        'Point pip at an index that has it (python3 -m pip config list shows the setting), then run bakeoff engine install again.',
    );
  }
  return new EngineError(
    `pip could not fetch ${wheel.project} ${wheel.version}: ${last.replace(/^ERROR: /, '')}\n` +
      "Check the network and pip's configuration (python3 -m pip config list), then run bakeoff engine install again; what is finished is kept.",
  );
}

/** Size of the largest file: pip copies the finished download once more, which must not count twice. */
async function largestFile(folder: string): Promise<number> {
  let largest = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const bytes = entry.isDirectory()
      ? await largestFile(path)
      : await stat(path).then(
          ({ size }) => size,
          () => 0,
        );
    largest = Math.max(largest, bytes);
  }
  return largest;
}
