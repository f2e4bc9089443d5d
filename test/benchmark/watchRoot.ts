import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RootWatcher } from '../../src/runs/rootWatcher.js';
import { handRunTo } from '../../src/runs/runClaim.js';
import { eventLines } from '../support/eventLines.js';
import { recordedRun } from '../support/recordedRun.js';

// What watching many runs costs: the first listing, the processor while nothing happens and while one run trains, how soon
// a new run is told. Arguments: number of runs (default 5000), seconds of each part (default 15).
const [, , count = '5000', seconds = '15'] = process.argv;

const TICK_MS = 20;

async function main(): Promise<void> {
  const root = mkdtempSync(path.join(tmpdir(), 'bakeoff-watch-'));
  try {
    for (let number = 0; number < Number(count); number += 1) makeRun(root, number, 'completed');
    await (await RootWatcher.open(root, () => undefined)).dispose();
    const start = performance.now();
    let onChange = (): void => undefined;
    const watcher = await RootWatcher.open(root, () => onChange());
    print(`opened with an index: ${watcher.runs.length} runs in ${(performance.now() - start).toFixed(0)} ms`);
    await measure('idle', () => undefined);
    const folder = makeRun(root, Number(count), 'none');
    handRunTo(folder, process.pid);
    const made = performance.now();
    let isTold = false;
    onChange = () => {
      isTold = true;
    };
    while (!isTold) await sleep(1);
    print(`a new run is told after ${(performance.now() - made).toFixed(0)} ms`);
    let notices = 0;
    onChange = () => {
      notices += 1;
    };
    let step = 0;
    const batch = { type: 'batchesTrained', epoch: 1, loss: 1, accuracy: 0, samplesPerSecond: 1 };
    const events = path.join(folder, 'events.ndjson');
    const trainer = setInterval(() => {
      step += 1;
      appendFileSync(events, eventLines([{ ...batch, time: Date.now(), step }]));
    }, 100);
    await measure('one run trains', () => notices);
    clearInterval(trainer);
    watcher.dispose();
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Processor time of this process while it waits, and the longest time that the event loop was held up. */
async function measure(what: string, notices: () => number | undefined): Promise<void> {
  let [last, longest] = [performance.now(), 0];
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last - TICK_MS);
    last = performance.now();
  }, TICK_MS);
  const before = process.cpuUsage();
  await sleep(Number(seconds) * 1_000);
  const { user, system } = process.cpuUsage(before);
  clearInterval(timer);
  const percent = (user + system) / 1e4 / Number(seconds);
  const told = notices();
  print(
    `${what}: ${percent.toFixed(1)} % of a processor, longest task ${longest.toFixed(1)} ms${told === undefined ? '' : `, ${told} notices`}`,
  );
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function makeRun(root: string, number: number, ending: 'completed' | 'none'): string {
  const runId = `20310401-${100_000 + number}-cnn-s0-${number.toString(16).padStart(4, '0')}`;
  const folder = path.join(root, runId);
  mkdirSync(folder);
  writeFileSync(
    path.join(folder, 'events.ndjson'),
    eventLines(recordedRun({ runId, epochs: 10, seed: number, ending })),
  );
  return folder;
}

void main();
