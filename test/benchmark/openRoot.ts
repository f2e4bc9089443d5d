import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { ServiceThread } from '../../src/host/service/serviceThread.js';
import { storeEvents } from '../support/eventLines.js';
import { recordedRun } from '../support/recordedRun.js';

// How long the extension host waits for the list of many runs from the service thread, the longest that its own thread is
// held up meanwhile, and what the thread and the list cost in memory. Arguments: number of runs (default 5000), repetitions
// (default 5).
const [, , count = '5000', repetitions = '5'] = process.argv;
const script = path.resolve('dist', 'service.cjs');

async function main(): Promise<void> {
  const root = mkdtempSync(path.join(tmpdir(), 'bakeoff-open-'));
  try {
    for (let number = 0; number < Number(count); number += 1) {
      const runId = `20310405-060708-cnn-s${number}-${number.toString(16).padStart(4, '0')}`;
      storeEvents(root, runId, recordedRun({ runId, seed: number }));
    }
    await open(root, 'no index: everything is read');
    for (let at = 0; at < Number(repetitions); at += 1) await open(root, 'index');
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function open(root: string, what: string): Promise<void> {
  const residentBefore = process.memoryUsage().rss;
  const ignore = () => undefined;
  const thread = new ServiceThread({ script, log: { debug: ignore, info: ignore, warn: ignore, error: ignore } });
  const runs = new Map<string, unknown>();
  let firstMs = 0;
  const start = performance.now();
  thread.on('runsChanged', ({ changed }) => {
    firstMs ||= performance.now() - start;
    for (const run of changed) runs.set(run.runId, run);
  });
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  await thread.request('openRoot', { root });
  const allMs = performance.now() - start;
  await delay(20);
  delays.disable();
  const megabytes = (process.memoryUsage().rss - residentBefore) / 2 ** 20;
  thread.dispose();
  const longest = Math.max(0, delays.max / 1e6 - 1);
  process.stdout.write(
    `${what}: ${runs.size} runs in ${allMs.toFixed(0)} ms (the first after ${firstMs.toFixed(0)}), ` +
      `the host held up ${longest.toFixed(1)} ms at most, ${megabytes.toFixed(0)} MB more\n`,
  );
}

void main();
