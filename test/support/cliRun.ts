import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Evaluation } from '../../src/core/metrics/evaluation.js';
import type { RunEvent } from '../../src/core/run/events.js';

/** What one run of the command line left. */
export interface CliRun {
  /** The run's folder, below a temporary one that the caller removes. */
  readonly folder: string;
  readonly runsFolder: string;
  readonly events: readonly RunEvent[];
  readonly evaluation: Evaluation;
  /** From process start to process end. */
  readonly durationMs: number;
}

/**
 * Runs `bakeoff train ARGUMENT…` with a runs folder of its own and reads what it stored. `watch` gets the process once
 * it is started.
 * @throws Error with what it said last when the run did not complete.
 */
export async function cliRun(
  cli: string,
  argumentList: readonly string[],
  watch: (child: ChildProcess) => void = () => {},
): Promise<CliRun> {
  const runsFolder = mkdtempSync(join(tmpdir(), 'bakeoff-runs-'));
  const started = performance.now();
  const log = await runToEnd([cli, 'train', ...argumentList, '--runs', runsFolder], watch);
  const durationMs = performance.now() - started;
  const events = readEvents(runsFolder);
  const evaluated = events.find((event) => event.type === 'evaluated');
  const end = events.at(-1);
  const [name] = readdirSync(runsFolder);
  if (name === undefined || evaluated === undefined || end?.type !== 'runCompleted') {
    const reason = end?.type === 'runFailed' ? end.message : log.trim();
    throw new Error(`bakeoff train ${argumentList.join(' ')} did not complete: ${reason}`);
  }
  return { folder: join(runsFolder, name), runsFolder, events, evaluation: evaluated.evaluation, durationMs };
}

/** The end of what a Node script said. */
function runToEnd(argumentList: readonly string[], watch: (child: ChildProcess) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, argumentList, { stdio: ['ignore', 'pipe', 'pipe'] });
    let log = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        log = (log + chunk.toString()).slice(-4000);
      });
    child.on('error', reject);
    child.on('close', () => resolve(log));
    watch(child);
  });
}

/** Events of the only run in a runs folder; none if there is none. */
function readEvents(runsFolder: string): RunEvent[] {
  const [name] = readdirSync(runsFolder);
  if (name === undefined) return [];
  const lines = readFileSync(join(runsFolder, name, 'events.ndjson'), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as RunEvent);
}
