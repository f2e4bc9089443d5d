import { lstat, readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { findTensorFlow, type TensorFlowLocation } from './findTensorFlow.js';
import type { Environment } from './install/command.js';
import { readInstructionSets } from './instructionSets.js';
import { type Probe, probeTensorFlow } from './probe.js';

/** What there is to know about the TensorFlow engine on this machine. */
export interface EngineInfo {
  readonly id: 'tensorflow';
  /** `missing`: nothing found; `broken`: found, but `problem` says why it cannot be used. */
  readonly state: 'ready' | 'missing' | 'broken';
  readonly problem?: string;
  readonly location?: TensorFlowLocation;
  /** Only when it is ready. */
  readonly probe?: Probe;
  readonly bytesOnDisk?: number;
  readonly node: string;
  /** Highest version of the Node-API of this Node. */
  readonly napi: number;
  /** Threads that TensorFlow uses inside one op. */
  readonly threads: number;
  readonly instructionSets: readonly string[];
}

/** Finds the engine and tries it in a child process. Never throws for a missing or broken engine. */
export async function readEngineInfo(
  options: {
    readonly env?: Environment;
    readonly signal?: AbortSignal | undefined;
    readonly timeLimitMs?: number;
    readonly projectFolder?: string;
  } = {},
): Promise<EngineInfo> {
  const { env = process.env, signal, timeLimitMs = 60_000 } = options;
  const machine = {
    id: 'tensorflow' as const,
    node: process.versions.node,
    napi: Number(process.versions.napi),
    threads: intraOpThreads(env),
    instructionSets: readInstructionSets(),
  };
  let location: TensorFlowLocation | undefined;
  try {
    location = findTensorFlow(env, options.projectFolder);
    if (location === undefined) return { ...machine, state: 'missing' };
    const bytesOnDisk = await folderBytes(installationOf(location));
    try {
      const probe = await probeTensorFlow(location.packageFolder, { env, signal, timeLimitMs });
      return { ...machine, state: 'ready', location, probe, bytesOnDisk };
    } catch (error) {
      signal?.throwIfAborted();
      return { ...machine, state: 'broken', location, bytesOnDisk, problem: (error as Error).message };
    }
  } catch (error) {
    signal?.throwIfAborted();
    return { ...machine, state: 'broken', problem: (error as Error).message };
  }
}

/** TensorFlow's own rule: the variable if it is a positive number, else one thread for each core of this process. */
export function intraOpThreads(env: Environment = process.env): number {
  const wanted = Number(env.TF_NUM_INTRAOP_THREADS ?? '');
  return Number.isInteger(wanted) && wanted > 0 ? wanted : availableParallelism();
}

/** In the cache the whole installation belongs to the engine; elsewhere only the package itself. */
function installationOf({ packageFolder, source }: TensorFlowLocation): string {
  return source === 'cache' ? join(packageFolder, '..', '..', '..') : packageFolder;
}

/** Bytes that the files of a folder take up; a file with several names counts once, links are not followed. */
export async function folderBytes(folder: string, seen = new Set<number>()): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      bytes += await folderBytes(path, seen);
      continue;
    }
    const { ino, nlink, size } = await lstat(path);
    if (nlink > 1 && seen.has(ino)) continue;
    seen.add(ino);
    bytes += size;
  }
  return bytes;
}
