import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError } from '../../../core/engine.js';
import { type Probe, probeTensorFlow } from '../probe.js';
import type { Environment } from './command.js';
import { requireDiskSpace } from './diskSpace.js';
import { bindingFile, type EngineFolders, engineFolders, finishedFolder, packageFolder } from './engineFolders.js';
import { type InstallWay, putTogether } from './installWays.js';
import { openJournal } from './journal.js';
import { withLock } from './lock.js';
import { type EnginePins, enginePins } from './pins.js';
import { type InstallProgress, type ReportStep, trackProgress } from './progress.js';

export interface InstallOptions {
  /** The user's cache folder; the installation goes below it. */
  readonly cache: string;
  /** `published`: tfjs-node's own download; `wheel`: TensorFlow's wheel and a local build; `auto`: whichever works. */
  readonly way?: InstallWay | 'auto';
  /** Installs even where a working installation is found; the old one is replaced at the end. */
  readonly force?: boolean;
  readonly env?: Environment;
  readonly pins?: EnginePins;
  /** Ends the installation; what is finished is kept for the next one. The promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: InstallProgress) => void;
}

export interface InstallResult {
  /** The finished installation. */
  readonly folder: string;
  /** tfjs-node inside it. */
  readonly packageFolder: string;
  /** True when nothing had to be done. */
  readonly alreadyInstalled: boolean;
  readonly probe: Probe;
  /** Milliseconds of each step, of earlier, broken installations too. */
  readonly durationsMs: Readonly<Record<string, number>>;
}

/**
 * Installs the native TensorFlow engine into the user's cache. The finished folder appears at once and whole; two
 * installations at the same time wait for each other; a broken one is continued by the next.
 * @throws EngineError that says what is missing or failed, and what to do.
 */
export async function installTensorFlow(options: InstallOptions): Promise<InstallResult> {
  const { signal, pins = enginePins() } = options;
  const report = trackProgress(options.onProgress ?? (() => undefined));
  const folders = engineFolders(options.cache, pins);
  const run = { options, pins, folders, report };
  if (options.force !== true) {
    const found = await findWorking(run);
    if (found !== undefined) return found;
  }
  return withLock(
    folders.lock,
    { signal, onWait: (pid) => report('wait', undefined, `Waiting for another installation (process ${pid})`) },
    async () => (options.force === true ? undefined : await findWorking(run)) ?? (await install(run)),
  );
}

interface Run {
  readonly options: InstallOptions;
  readonly pins: EnginePins;
  readonly folders: EngineFolders;
  readonly report: ReportStep;
}

async function findWorking({ options, pins, folders, report }: Run): Promise<InstallResult | undefined> {
  const { way = 'auto', cache } = options;
  const version = way === 'wheel' ? pins.wheel?.version : way === 'published' ? pins.publishedTensorFlow : undefined;
  const candidates = version === undefined ? folders.finished : [finishedFolder(cache, pins, version)];
  for (const folder of candidates) {
    const target = packageFolder(folder);
    if (!existsSync(bindingFile(target, pins.napi))) continue;
    report('check', undefined, 'Checking the installed library');
    try {
      const probe = await probeTensorFlow(target, { env: options.env ?? process.env, signal: options.signal });
      return { folder, packageFolder: target, alreadyInstalled: true, probe, durationsMs: {} };
    } catch (error) {
      options.signal?.throwIfAborted();
      report('check', undefined, `The installed library does not work and is replaced: ${firstLine(error)}`);
    }
  }
  return undefined;
}

async function install({ options, pins, folders, report }: Run): Promise<InstallResult> {
  const { signal, env = process.env, cache } = options;
  await mkdir(folders.partial, { recursive: true });
  const journal = openJournal(folders.partial);
  const context = { pins, folders, journal, env, signal, report, requireDiskSpace };
  const way = await putTogether(context, options.way ?? 'auto');
  const tensorFlow = way === 'wheel' ? pins.wheel?.version : pins.publishedTensorFlow;
  if (tensorFlow === undefined)
    throw new EngineError(`no TensorFlow is pinned for ${pins.platform}-${pins.architecture}`);

  report('selfTest', undefined, 'Testing the library');
  const started = performance.now();
  const probe = await probeTensorFlow(packageFolder(folders.partial), { env, signal }).catch((error: unknown) => {
    // Whatever is wrong with it is not to be found again by the next installation.
    if (signal?.aborted !== true) for (const step of ['build', 'unpack', 'published'] as const) journal.forget(step);
    throw error;
  });
  const durationsMs = { ...journal.durations(), selfTest: Math.round(performance.now() - started) };

  await writeFile(
    join(folders.partial, 'engine.json'),
    `${JSON.stringify({ schemaVersion: 1, way, ...probe, wheel: way === 'wheel' ? pins.wheel : undefined, durationsMs }, null, 2)}\n`,
  );
  for (const name of ['journal.json', join('node_modules', '@tensorflow', 'tfjs-node', 'deps', 'include')]) {
    await rm(join(folders.partial, name), { recursive: true, force: true });
  }
  const folder = finishedFolder(cache, pins, tensorFlow);
  await replaceFolder(folders.partial, folder);
  await rm(folders.downloads, { recursive: true, force: true });
  report('finish', 1, `Installed TensorFlow ${probe.tensorFlow}`);
  return { folder, packageFolder: packageFolder(folder), alreadyInstalled: false, probe, durationsMs };
}

/** Puts `source` in `target`'s place by renames; a process that has loaded the old files keeps them. */
async function replaceFolder(source: string, target: string): Promise<void> {
  const aside = `${target}.old-${process.pid}`;
  const hadOld = existsSync(target);
  if (hadOld) await rename(target, aside);
  try {
    await rename(source, target);
  } catch (error) {
    if (hadOld) await rename(aside, target);
    throw error;
  }
  if (hadOld) await rm(aside, { recursive: true, force: true });
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
