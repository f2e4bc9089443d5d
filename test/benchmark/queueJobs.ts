import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Command } from 'commander';
import { registerQueueCommand } from '../../src/cli/commands/queue.js';
import { QueueStore } from '../../src/queue/queueStore.js';
import { captureIo } from '../support/captureIo.js';
import { runStarted } from '../support/runEvents.js';

// What a long queue costs: adding, reading and changing it in a process, listing it by a new one, memory after many
// readings. Argument: number of jobs (default 1000).
const [, , count = '1000'] = process.argv;
const REPETITIONS = 50;

async function main(): Promise<void> {
  const root = mkdtempSync(path.join(tmpdir(), 'bakeoff-queue-'));
  const say = (text: string) => process.stdout.write(`${text}\n`);
  try {
    const store = new QueueStore(root);
    const { request } = runStarted();
    const definitionText = request.definitionText.padEnd(3_000);
    const jobs = Array.from({ length: Number(count) }, (_, seed) => ({
      request: { ...request, definitionText, seed },
      modelName: `variant ${seed % 40}`,
    }));
    const start = performance.now();
    await store.add(jobs);
    say(`add ${count} jobs: ${(performance.now() - start).toFixed(0)} ms`);
    say(`queue.json: ${statSync(path.join(root, '.queue', 'queue.json')).size} bytes`);
    say(`read: ${(await median(async () => store.read())).toFixed(1)} ms`);
    let turn = 0;
    const move = () => store.change({ type: 'move', ids: [String((turn++ % Number(count)) + 1)], to: 'first' });
    say(`move a job: ${(await median(move)).toFixed(1)} ms`);
    say(`list in a process: ${(await median(() => list(root))).toFixed(1)} ms`);
    setFlagsFromString('--expose-gc');
    const collect: unknown = runInNewContext('gc');
    if (typeof collect !== 'function') throw new Error('Memory cannot be measured: there is no gc().');
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let reading = 0; reading < 500; reading += 1) store.read();
    collect();
    say(`heap after 500 readings: ${((process.memoryUsage().heapUsed - before) / 1e6).toFixed(2)} MB more`);
    const cli = path.resolve('dist', 'cli.cjs');
    const run = (argv: readonly string[]) => async () => {
      const { status, stderr } = spawnSync(process.execPath, [cli, ...argv], { encoding: 'utf8', maxBuffer: 2 ** 28 });
      if (status !== 0) throw new Error(stderr);
    };
    say(`bakeoff queue, a process: ${(await median(run(['queue', '--runs', root]), 7)).toFixed(0)} ms`);
    say(`bakeoff --version, a process: ${(await median(run(['--version']), 7)).toFixed(0)} ms`);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function list(root: string): Promise<void> {
  const program = new Command('bakeoff').exitOverride();
  registerQueueCommand(program, captureIo({ columns: 120 }));
  await program.parseAsync(['queue', '--runs', root], { from: 'user' });
}

async function median(work: () => Promise<unknown>, repetitions = REPETITIONS): Promise<number> {
  const times: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(repetitions / 2)] ?? 0;
}

void main();
