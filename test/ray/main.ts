// Tries runs on a real Ray cluster on loopback: `npm run test:ray -- [--only NAME[,NAME]] [--require] [--again]`. Linux only; ends all
// that it starts. With `--require` a cluster that cannot be had is a failure; with `--again` what was lost
// is tried once more, and that counts.
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { cacheFolder } from '../../src/cacheFolder.js';
import { PythonMissingError, pythonEnvironment } from '../support/python.js';
import { type Fault, NotTriedError, type Outcome } from './fault.js';
import { faults } from './faults.js';
import { TestCluster } from './testCluster.js';
import { Trial } from './trial.js';

/** What came of a fault. */
interface Row {
  readonly title: string;
  readonly outcome: 'survived' | 'lost' | 'not tried';
  readonly seconds: number;
  readonly came: Outcome;
}

const START_SECONDS = 240;
const dist = path.resolve(__dirname);
const {
  only,
  require: isRequired,
  again: isTriedAgain,
} = parseArgs({
  options: {
    only: { type: 'string' },
    require: { type: 'boolean', default: false },
    again: { type: 'boolean', default: false },
  },
}).values;

void main();

async function main(): Promise<void> {
  const wanted = only?.split(',');
  const chosen = faults.filter(({ name }) => wanted?.includes(name) ?? true);
  if (chosen.length < (wanted?.length ?? 1)) {
    process.stderr.write(`--only takes ${faults.map(({ name }) => name).join(', ')}\n`);
    process.exit(2);
  }
  const python = await environment();
  // Short: paths of sockets may have 107 bytes.
  const folder = mkdtempSync('/tmp/bko-');
  const cluster = await TestCluster.at(folder, python);
  const trial = new Trial(cluster, dist);
  const leave = () => void cluster.kill().then(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, leave);
  const start = performance.now();
  const rows: Row[] = [];
  try {
    rows.push(...(await triedOnceOrTwice(trial, beginning)));
    if (rows.at(-1)?.outcome === 'survived')
      for (const fault of chosen) rows.push(...(await triedOnceOrTwice(trial, fault)));
  } finally {
    await trial.abandon();
    await cluster.kill();
  }
  process.stdout.write(`\n${table(rows)}\nAll in ${seconds(start)} s.\n`);
  // Of what was tried twice the second time counts.
  const lasts = new Map(rows.map(({ title, outcome }) => [title, outcome]));
  if ([...lasts.values()].includes('lost')) {
    process.stderr.write(`All is left in ${folder}\n`);
    process.exit(1);
  }
  rmSync(folder, { recursive: true, force: true });
}

/** Before any fault: the cluster, and the run as this machine trains it. */
const beginning: Fault = {
  name: 'cluster',
  title: 'a head and two nodes, with tokens',
  seconds: START_SECONDS,
  attempt: async (trial) => {
    await trial.cluster.atLeast(2);
    await trial.wanted();
    return { words: 'up' };
  },
};

/** With `--again`, what was lost is tried once more: a machine at work on other things, or a fault of Ray's, loses some too. */
async function triedOnceOrTwice(trial: Trial, fault: Fault): Promise<readonly Row[]> {
  const first = await tried(trial, fault);
  return first.outcome === 'lost' && isTriedAgain ? [first, await tried(trial, fault)] : [first];
}

/** A fault within its time. After one that failed, the next has a new cluster. */
async function tried(trial: Trial, fault: Fault): Promise<Row> {
  const { title } = fault;
  process.stderr.write(`${title}…\n`);
  const start = performance.now();
  const row = (outcome: Row['outcome'], came: Outcome): Row => {
    process.stderr.write(`  ${outcome}: ${came.words} (${seconds(start)} s)\n`);
    return { title, outcome, came, seconds: seconds(start) };
  };
  const clock = new AbortController();
  const tooLong = sleep(fault.seconds * 1000, undefined, { signal: clock.signal }).then(() => {
    throw new Error(`It took more than ${fault.seconds} s.`);
  });
  try {
    return row('survived', await Promise.race([fault.attempt(trial), tooLong]));
  } catch (error) {
    if (error instanceof NotTriedError) return row('not tried', { words: error.message });
    process.stderr.write(`${(error as Error).stack}\nNotes:\n${trial.notes.join('\n')}\n`);
    await trial.abandon();
    await trial.cluster.kill();
    return row('lost', { words: (error as Error).message.split('\n')[0] ?? '' });
  } finally {
    clock.abort();
    tooLong.catch(() => undefined);
  }
}

function table(rows: readonly Row[]): string {
  const head = ['fault', 'outcome', 'resubmitted', 'equal to local', 'time', 'what happened'];
  const cells = rows.map(({ title, outcome, seconds, came }) => [
    title,
    outcome,
    String(came.resubmissions ?? '–'),
    came.isEqual ? 'to the bit' : '–',
    `${seconds} s`,
    came.words,
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...cells].map((line) => line[column]?.length ?? 0)));
  const lines = [head, ...cells].map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const shown = rows.flatMap(({ came }) => (came.shown === undefined ? [] : ['', ...came.shown]));
  const count = (outcome: Row['outcome']) => rows.filter((row) => row.outcome === outcome).length;
  const counts = `Survived ${count('survived')}, lost ${count('lost')}, not tried ${count('not tried')}.`;
  return [...lines, ...shown, '', counts].join('\n');
}

function seconds(since: number): number {
  return Math.round((performance.now() - since) / 1000);
}

async function environment(): Promise<string> {
  try {
    if (process.platform !== 'linux') throw new PythonMissingError('The nodes are told apart as only Linux can.');
    return await pythonEnvironment({
      cacheFolder: cacheFolder(),
      requirementsFile: path.join(dist, '..', 'test', 'ray', 'requirements.txt'),
      log: (line) => process.stderr.write(`${line}\n`),
    });
  } catch (error) {
    if (!(error instanceof PythonMissingError)) throw error;
    process.stderr.write(`${isRequired ? 'FAILED' : 'SKIPPED'}: ${error.message}\n`);
    process.exit(isRequired ? 1 : 0);
  }
}
