import { mkdirSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { SCREENSHOT_FOLDER } from '../uiProtocol.js';

/** How busy the extension host was; milliseconds unless said otherwise. */
export interface HostLoad {
  /** The longest time in which nothing else could run: one task, with the garbage collection in it. */
  readonly longestTaskMs: number;
  readonly p99Ms: number;
  readonly durationMs: number;
  /** Of the time, 0..1, in which the host was at work. */
  readonly utilization: number;
}

const RESOLUTION_MS = 1;
const TICKS_MS = 5;

/**
 * Measures the event loop of the extension host while `work` goes on. It is the specs' loop, too: let `work` mostly wait.
 * With `profileName`, the main thread's CPU profile goes beside the screenshots, to see whose the long tasks are; that
 * costs some time itself.
 */
export async function measureHostLoad(
  work: () => Promise<unknown>,
  { profileName }: { readonly profileName?: string } = {},
): Promise<HostLoad> {
  // What is already due is not what shall be measured.
  await delay(50);
  const profile = profileName === undefined ? undefined : await startProfile(profileName);
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  const before = performance.eventLoopUtilization();
  const started = performance.now();
  delays.enable();
  try {
    // A tick before and one behind: what lies between two ticks is measured.
    await delay(TICKS_MS);
    await work();
    await delay(TICKS_MS);
  } finally {
    delays.disable();
    await profile?.end();
  }
  // The monitor counts from one tick of its timer to the next.
  const withoutTick = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
  return {
    longestTaskMs: withoutTick(delays.max),
    p99Ms: withoutTick(delays.percentile(99)),
    durationMs: performance.now() - started,
    utilization: performance.eventLoopUtilization(before).utilization,
  };
}

/** Memory of the extension host in megabytes (2^20 bytes), after a garbage collection. */
export interface HostMemory {
  /** What JavaScript of the host's main thread holds, buffers included. */
  readonly heapMb: number;
  /** The whole process, worker threads included, as the system counts it. */
  readonly residentMb: number;
}

/** Measures the memory that is held now. */
export async function hostMemory(): Promise<HostMemory> {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  for (let round = 0; round < 3; round += 1) {
    collectGarbage();
    await delay(100);
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heapMb: (heapUsed + external) / 2 ** 20, residentMb: rss / 2 ** 20 };
}

async function startProfile(name: string): Promise<{ readonly end: () => Promise<void> }> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 500 });
  await session.post('Profiler.start');
  return {
    end: async () => {
      const { profile } = await session.post('Profiler.stop');
      session.disconnect();
      const folder = process.env[SCREENSHOT_FOLDER] ?? '.';
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `${name}.cpuprofile`), JSON.stringify(profile));
    },
  };
}
