import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError } from '../../../core/engine.js';
import { buildBinding } from './buildBinding.js';
import type { Environment } from './command.js';
import type { requireDiskSpace } from './diskSpace.js';
import { downloadWheel } from './downloadWheel.js';
import { bindingFile, type EngineFolders, packageFolder } from './engineFolders.js';
import { installPackages, packagesFingerprint } from './installPackages.js';
import type { Journal, KeptStep } from './journal.js';
import type { EnginePins, Wheel } from './pins.js';
import type { ReportStep } from './progress.js';
import { installPublishedLibrary, isPublishedHostReachable, publishedHost } from './publishedLibrary.js';
import { findBuildTools, findNpm, type Tools } from './tools.js';
import { libraryNames, unpackWheel } from './unpackWheel.js';

/** `published`: tfjs-node's own download; `wheel`: TensorFlow's wheel and a local build. */
export type InstallWay = 'published' | 'wheel';

/** What every step of an installation needs. */
export interface InstallContext {
  readonly pins: EnginePins;
  readonly folders: EngineFolders;
  readonly journal: Journal;
  readonly env: Environment;
  readonly signal: AbortSignal | undefined;
  readonly report: ReportStep;
  readonly requireDiskSpace: typeof requireDiskSpace;
}

const packagesBytes = 330e6;
const publishedBytes = 900e6;
/** The unpacked libraries are 3.2 times the wheel's size. */
const unpackedFactor = 3.2;

/**
 * Fills the partial folder with a complete tfjs-node and tells which way worked. `auto` takes the wheel and a local build:
 * the newer library by years, whose checksum is pinned. Where that fails, for want of a compiler for instance, it takes
 * tfjs-node's own download if its host answers; the error is the wheel's if neither works.
 */
export async function putTogether(context: InstallContext, wanted: InstallWay | 'auto'): Promise<InstallWay> {
  const { pins, env, signal, report } = context;
  if (wanted === 'published') {
    await requirePublishedHost(context);
    await takePublished(context);
    return 'published';
  }
  try {
    await buildFromWheel(context, requireWheel(pins));
    return 'wheel';
  } catch (error) {
    signal?.throwIfAborted();
    const hasOtherWay = wanted === 'auto' && pins.publishedTensorFlow !== undefined;
    if (!hasOtherWay || !(await isPublishedHostReachable(env, signal))) throw error;
    report('published', undefined, `${(error as Error).message.split('\n')[0]}; trying tfjs-node's own download`);
    await takePublished(context);
    return 'published';
  }
}

function requireWheel({ wheel, platform, architecture }: EnginePins): Wheel {
  if (wheel !== undefined) return wheel;
  throw new EngineError(
    `there is no native TensorFlow for ${platform} on ${architecture}\n` +
      'If you have built @tensorflow/tfjs-node yourself, set BAKEOFF_TFJS_NODE to its folder.',
  );
}

async function requirePublishedHost({ env, signal, report }: InstallContext): Promise<void> {
  const { host } = new URL(publishedHost(env));
  report('check', undefined, `Asking for ${host}`);
  if (await isPublishedHostReachable(env, signal)) return;
  throw new EngineError(
    `tfjs-node's download host ${host} cannot be reached (tried for up to 3 s)\n` +
      'Check the network or proxy, or install from the wheel: bakeoff engine install --way wheel',
  );
}

async function takePublished(context: InstallContext): Promise<void> {
  const { pins, folders, env, signal, report } = context;
  const npm = findNpm(env, pins.platform);
  await context.requireDiskSpace(folders.root, publishedBytes + packagesBytes);
  await packagesStep(context, npm, signal);
  await step(context, 'published', pins.tfjsNode, () => {
    report('published', undefined, `Downloading TensorFlow with tfjs-node's own installer`);
    return installPublishedLibrary({ folder: folders.partial, napi: pins.napi, env, signal });
  });
}

async function buildFromWheel(context: InstallContext, wheel: Wheel): Promise<void> {
  const { pins, folders, journal, env, report } = context;
  report('check', undefined, 'Looking for Python, a compiler, make and npm');
  const tools = await findBuildTools(env, pins.platform, context.signal);
  const native = join(folders.partial, 'native');
  const deps = join(packageFolder(folders.partial), 'deps');
  const hasLibraries = (folder: string) =>
    libraryNames(pins.platform).every((name) => existsSync(join(folder, 'lib', name)));
  // npm clears node_modules: what was moved there lasts only if npm need not run again.
  const hasPackages = journal.isDone('packages', packagesFingerprint);
  if (!hasLibraries(native) && !(hasPackages && hasLibraries(deps))) journal.forget('unpack');
  const isUnpacked = journal.isDone('unpack', wheel.sha256);
  const isDownloaded = isUnpacked || existsSync(join(folders.downloads, wheel.fileName));
  await context.requireDiskSpace(
    folders.root,
    (isDownloaded ? 0 : wheel.bytes) +
      (isUnpacked ? 0 : wheel.bytes * unpackedFactor) +
      (hasPackages ? 0 : packagesBytes) +
      50e6,
  );
  // Independent of each other, and one is bound by the network while the other works.
  await together(context.signal, [
    (signal) => packagesStep(context, tools.npm, signal),
    (signal) => libraryStep(context, wheel, tools, native, signal),
  ]);
  if (hasLibraries(native)) {
    await rm(deps, { recursive: true, force: true });
    await rename(native, deps);
  }
  await buildStep(context, tools, wheel);
}

async function packagesStep(context: InstallContext, npm: string, signal: AbortSignal | undefined): Promise<void> {
  const { folders, journal, env, report } = context;
  if (!journal.isDone('packages', packagesFingerprint)) {
    // npm clears node_modules, and with it what was put there.
    for (const later of ['build', 'published'] as const) journal.forget(later);
  }
  report('packages', 0, 'Fetching tfjs-node with npm');
  await step(context, 'packages', packagesFingerprint, () => installPackages(folders.partial, npm, env, signal));
  report('packages', 1, 'Fetched tfjs-node');
}

async function libraryStep(
  context: InstallContext,
  wheel: Wheel,
  tools: Tools,
  native: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { pins, folders, env, report } = context;
  const label = `TensorFlow ${wheel.version}`;
  await step(context, 'unpack', wheel.sha256, async () => {
    const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);
    report('download', 0, `Downloading ${label} (${megabytes(wheel.bytes)} MB)`);
    const file = await downloadWheel(wheel, {
      downloads: folders.downloads,
      python: tools.python,
      pip: tools.pip,
      env,
      signal,
      onProgress: (fraction, bytes) =>
        report('download', fraction, `Downloading ${label} (${megabytes(bytes)} of ${megabytes(wheel.bytes)} MB)`),
    });
    report('download', 1, `Downloaded ${label}; its checksum is right`);
    let reported = 0;
    await unpackWheel(file, native, pins.platform, {
      signal,
      onProgress: (fraction) => {
        if (fraction < reported + 0.02 && fraction < 1) return;
        reported = fraction;
        report('unpack', fraction, `Unpacking ${label}`);
      },
    });
  });
  report('download', 1, `Downloaded ${label}`);
  report('unpack', 1, `Unpacked ${label}`);
}

async function buildStep(context: InstallContext, tools: Tools, wheel: Wheel): Promise<void> {
  const { pins, folders, journal, env, signal, report } = context;
  if (!existsSync(bindingFile(packageFolder(folders.partial), pins.napi))) journal.forget('build');
  report('build', 0, 'Compiling the addon');
  await step(context, 'build', `${packagesFingerprint} ${wheel.sha256}`, () =>
    buildBinding({
      folder: folders.partial,
      napi: pins.napi,
      tools,
      env,
      signal,
      // Two files and the linker.
      onCompile: (count) => report('build', count / 3, 'Compiling the addon'),
    }),
  );
  report('build', 1, 'Compiled the addon');
}

/** Does the work unless the journal has it from an earlier installation. */
async function step(
  { journal }: InstallContext,
  name: KeptStep,
  inputs: string,
  work: () => Promise<void>,
): Promise<void> {
  if (journal.isDone(name, inputs)) return;
  journal.forget(name);
  const started = performance.now();
  await work();
  journal.finish(name, inputs, performance.now() - started);
}

/** Runs all; when one fails, ends the others, waits for them and throws the first error. */
async function together(
  outer: AbortSignal | undefined,
  works: readonly ((signal: AbortSignal) => Promise<void>)[],
): Promise<void> {
  const inner = new AbortController();
  const signal = outer === undefined ? inner.signal : AbortSignal.any([outer, inner.signal]);
  let first: { readonly error: unknown } | undefined;
  await Promise.all(
    works.map((work) =>
      work(signal).catch((error: unknown) => {
        first ??= { error };
        inner.abort(error);
      }),
    ),
  );
  outer?.throwIfAborted();
  if (first !== undefined) throw first.error;
}
