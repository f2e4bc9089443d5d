// What many queued runs on a cluster cost this machine:
// `node --expose-gc test/support/runScript.mjs test/benchmark/rayRuns.ts [RUNS] [AT-A-TIME]`.
// The cluster is a process of its own on loopback that answers as Ray does; each job tells the events of a short run at once.
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { RunEvent } from '../../src/core/run/events.js';
import { QueueStore } from '../../src/queue/queueStore.js';
import { QueueWorker } from '../../src/queue/queueWorker.js';
import { writeStreamLine } from '../../src/ray/streamLines.js';
import { rayRunner } from '../../src/runner/rayRunner.js';
import { readRun } from '../../src/runs/readRun.js';
import { FakeRay } from '../support/fakeRay.js';
import { completedRun, runStarted } from '../support/runEvents.js';

/** What the server tells: first where it is, then, asked for it, what it has counted. */
interface ServerAnswer {
  readonly url: string;
  readonly requests: number;
  readonly busiestSecond: number;
}

async function serve(): Promise<void> {
  const events: readonly RunEvent[] = completedRun();
  const messages = [
    { type: 'hello' as const, protocol: 1, version: '0', node: '22' },
    ...events.map((event) => ({ type: 'event' as const, event })),
    { type: 'end' as const },
  ];
  const log = messages.map((message, index) => writeStreamLine(index, message)).join('');
  const ray = await FakeRay.listen({
    onJob: (id, job, server) => {
      job.status = 'RUNNING';
      server.finish(id, { status: 'SUCCEEDED', log });
    },
  });
  const tell = () => {
    const answer: ServerAnswer = {
      url: ray.url.href,
      requests: ray.requests.length,
      busiestSecond: ray.busiestSecond(),
    };
    process.send?.(answer);
  };
  process.on('message', tell);
  tell();
}

function ask(server: ChildProcess): Promise<ServerAnswer> {
  const answer = new Promise<ServerAnswer>((resolve) => server.once('message', (message) => resolve(message as never)));
  server.send('tell');
  return answer;
}

async function main(runs: number, atATime: number): Promise<void> {
  const root = mkdtempSync(path.join(tmpdir(), 'bakeoff-ray-runs-'));
  const server = fork(process.argv[1] ?? '', ['--serve']);
  const { url } = await new Promise<ServerAnswer>((resolve) =>
    server.once('message', (message) => resolve(message as never)),
  );
  const store = new QueueStore(root);
  const { request } = runStarted();
  await store.add(Array.from({ length: runs }, (_, seed) => ({ request: { ...request, seed }, modelName: 'cnn' })));
  const runner = rayRunner({ url: new URL(url), trainerEntry: path.join(__dirname, 'trainer.cjs') });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  const heap: number[] = [];
  let done = 0;
  const worker = new QueueWorker({
    store,
    runner,
    budget: () => ({ atOnce: atATime, cores: 1 }),
    onEnded(id, outcome) {
      if (outcome.state !== 'done') throw new Error(`Job ${id}: ${JSON.stringify(outcome)}`);
      done += 1;
      if (done % Math.max(1, Math.floor(runs / 10)) !== 0) return;
      globalThis.gc?.();
      const { heapUsed, rss } = process.memoryUsage();
      heap.push(heapUsed);
      process.stdout.write(
        `${done} runs, ${seconds().toFixed(0)} s, heap ${mib(heapUsed)} MiB, resident ${mib(rss)} MiB\n`,
      );
      if (heap.length === 1) delay.enable();
    },
  });
  await worker.run();
  const took = seconds();
  delay.disable();
  const { requests, busiestSecond } = await ask(server);
  for (const { runId = '' } of store.read().jobs)
    if ((await readRun(path.join(root, runId))).state.status !== 'completed')
      throw new Error(`${runId} is not complete.`);
  process.stdout.write(
    `${runs} runs, ${atATime} at a time: ${took.toFixed(0)} s, ${(requests / runs).toFixed(1)} requests a run, ` +
      `at most ${busiestSecond} in a second; heap from ${mib(Math.min(...heap))} to ${mib(Math.max(...heap))} MiB; ` +
      `the process was held up for at most ${(delay.max / 1e6).toFixed(0)} ms, p99 ${(delay.percentile(99) / 1e6).toFixed(1)} ms\n`,
  );
  await runner.close();
  server.kill();
  rmSync(root, { recursive: true, force: true });
}

function mib(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}

const [first, second] = process.argv.slice(2);
if (first === '--serve') void serve();
else void main(Number(first ?? 1_000), Number(second ?? 50));
