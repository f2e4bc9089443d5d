// What many runs on a cluster cost this machine: `node test/support/runScript.mjs test/benchmark/rayRuns.ts [RUNS] [AT-A-TIME]`.
// The cluster is a server on loopback that answers as Ray does; each job tells the events of a short run at once.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { RunEvent } from '../../src/core/run/events.js';
import { writeStreamLine } from '../../src/ray/streamLines.js';
import { rayRunner } from '../../src/runner/rayRunner.js';
import { readRun } from '../../src/runs/readRun.js';
import { createRunFolder } from '../../src/runs/runFolder.js';
import { FakeRay } from '../support/fakeRay.js';
import { completedRun, runStarted } from '../support/runEvents.js';

const [runs = 1_000, atATime = 50] = process.argv.slice(2).map(Number);
const events: readonly RunEvent[] = completedRun();
const folder = mkdtempSync(path.join(tmpdir(), 'bakeoff-ray-runs-'));

async function main(): Promise<void> {
  const ray = await FakeRay.listen({
    onJob: (id, job, server) => {
      job.status = 'RUNNING';
      const messages = [
        { type: 'hello' as const, protocol: 1, version: '0', node: '22' },
        ...events.map((event) => ({ type: 'event' as const, event })),
        { type: 'end' as const },
      ];
      server.finish(id, {
        status: 'SUCCEEDED',
        log: messages.map((message, index) => writeStreamLine(index, message)).join(''),
      });
    },
  });
  const runner = rayRunner({ url: ray.url, trainerEntry: path.join(__dirname, 'trainer.cjs') });
  const { request } = runStarted();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const heap: number[] = [];
  let done = 0;
  let left = runs;
  const start = performance.now();
  const work = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const { folder: runFolder } = await createRunFolder(folder, { modelName: 'cnn', seed: 0, time: Date.now() });
      const training = await runner.start({ request, runFolder });
      for await (const _ of training.events);
      await training.exited;
      if ((await readRun(runFolder)).state.status !== 'completed') throw new Error(`${runFolder} is not complete.`);
      rmSync(runFolder, { recursive: true, force: true });
      for (const id of ray.jobs.keys()) if (id.includes(path.basename(runFolder))) ray.jobs.delete(id);
      done += 1;
      if (done % Math.max(1, Math.floor(runs / 10)) !== 0) continue;
      globalThis.gc?.();
      heap.push(process.memoryUsage().heapUsed);
      process.stdout.write(
        `${done} runs, ${((performance.now() - start) / 1000).toFixed(0)} s, heap ${mib(heap.at(-1) ?? 0)} MiB\n`,
      );
      if (done === Math.floor(runs / 10)) delay.enable();
      // What the server remembers is not the client's.
      for (const name of [...ray.packages.keys()].slice(1)) ray.packages.delete(name);
    }
  };
  await Promise.all(Array.from({ length: atATime }, work));
  const seconds = (performance.now() - start) / 1000;
  process.stdout.write(
    `${runs} runs, ${atATime} at a time: ${seconds.toFixed(0)} s, ${(ray.requests.length / runs).toFixed(1)} requests a run, ` +
      `at most ${ray.busiestSecond()} in a second; heap from ${mib(Math.min(...heap))} to ${mib(Math.max(...heap))} MiB; ` +
      `the process was held up for at most ${(delay.max / 1e6).toFixed(0)} ms, p99 ${(delay.percentile(99) / 1e6).toFixed(1)} ms (server included)\n`,
  );
  await runner.close();
  await ray.close();
  rmSync(folder, { recursive: true, force: true });
}

function mib(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}

void main();
