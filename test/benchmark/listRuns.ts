import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { INDEX_NAME } from '../../src/runs/runIndex.js';
import { eventLines } from '../support/eventLines.js';
import { recordedRun } from '../support/recordedRun.js';

// How long a list of many runs takes, each time by a new process: without an index, with one, and with one run more.
// Arguments: number of runs (default 5000), repetitions (default 5).
const [, , count = '5000', repetitions = '5'] = process.argv;
const cli = path.resolve('dist', 'cli.cjs');

function main(): void {
  const root = mkdtempSync(path.join(tmpdir(), 'bakeoff-list-'));
  try {
    for (let number = 0; number < Number(count); number += 1) makeRun(root, number);
    report('no index: everything is read', 1, () => rmSync(path.join(root, INDEX_NAME), { force: true }), root);
    report('index', Number(repetitions), () => undefined, root);
    let next = Number(count);
    report('index, and a run more each time', Number(repetitions), () => makeRun(root, next++), root);
    report('damaged index', 1, () => writeFileSync(path.join(root, INDEX_NAME), '{"schemaVersion":1'), root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Lists, prints the time of the whole process and of the listing in it, in milliseconds. */
function report(what: string, times: number, prepare: () => void, root: string): void {
  const wholeMs: number[] = [];
  let listed = 0;
  for (let i = 0; i < times; i += 1) {
    prepare();
    const start = performance.now();
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'runs', '--json', '--runs', root], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    wholeMs.push(performance.now() - start);
    if (status !== 0) throw new Error(stderr);
    listed = stdout.trimEnd().split('\n').length;
  }
  wholeMs.sort((a, b) => a - b);
  const median = wholeMs[Math.floor(wholeMs.length / 2)] ?? 0;
  const range = `${wholeMs[0]?.toFixed(0)}–${wholeMs.at(-1)?.toFixed(0)}`;
  process.stdout.write(`${what}: ${listed} runs in ${median.toFixed(0)} ms (${range}, ${times} processes)\n`);
}

function makeRun(root: string, number: number): void {
  const id = number.toString(16).padStart(4, '0');
  const runId = `20310401-${100_000 + number}-cnn-s0-${id}`;
  const folder = path.join(root, runId);
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'events.ndjson'), eventLines(recordedRun({ runId, epochs: 10, seed: number })));
}

main();
