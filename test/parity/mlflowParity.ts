import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { exportMlflow } from '../../src/interop/mlflow/exportMlflow.js';
import { MlflowClient } from '../../src/interop/mlflow/mlflowClient.js';
import { type MlflowRun, mlflowRun } from '../../src/interop/mlflow/mlflowRun.js';
import { exportSourceOf } from '../support/exportSource.js';
import { interopModel } from '../support/interopModels.js';

/** A run as MLflow's own client reads it. */
interface ReadRun {
  readonly name: string;
  readonly status: string;
  readonly times: readonly number[];
  readonly id: string;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly curves: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly files: readonly (readonly [path: string, bytes: number])[];
}

const EXPERIMENT = 'bake-off, "quoted"';
/** A new database is made first. */
const LONGEST_WAIT_MS = 240_000;

const definition = { name: 'one', layers: [{ type: 'flatten' }, { type: 'dense', units: 10, activation: 'softmax' }] };

/**
 * What a real tracking server does not have of two runs of a comparison, each exported twice and one broken off in between, or
 * has otherwise; nothing where all is well. The server ends with this.
 */
export async function mlflowParity(python: string, root: string): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bakeoff-mlflow-'));
  const server = spawn(python, [join(root, 'test', 'parity', 'run_mlflow.py'), folder]);
  const timer = setTimeout(() => server.kill('SIGKILL'), LONGEST_WAIT_MS);
  try {
    const ask = linesOf(server);
    const port = /^ready (\d+)$/.exec(await ask())?.[1];
    const base = `http://127.0.0.1:${port}`;
    const runs = [0, 1].map(runOfSeed);
    const outcomes: string[] = [];
    for (const run of [...runs, ...runs]) outcomes.push(await send(base, run));
    // As after an export that broke off: all is there but the word that it is whole.
    outcomes.push(await send(base, { ...(runs[0] as MlflowRun), digest: '0' }));
    const read: ReadRun[] = JSON.parse(await ask(`read ${EXPERIMENT}`));
    const expected = 'created created unchanged unchanged completed';
    const wrong = outcomes.join(' ') === expected ? [] : [`exports: ${outcomes.join(' ')}`];
    const parent = read.find(({ tags }) => tags['model_bakeoff.parent'] !== undefined);
    if (read.length !== 3 || parent === undefined) wrong.push(`${read.length} runs, not two and their comparison`);
    return [...wrong, ...runs.flatMap((run) => differences(run, read, parent?.id))];
  } finally {
    clearTimeout(timer);
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.stdin.end();
    setTimeout(() => server.kill('SIGKILL'), 5_000).unref();
    if (server.exitCode === null && server.signalCode === null) await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

function runOfSeed(seed: number): MlflowRun {
  const source = exportSourceOf(interopModel(JSON.stringify(definition)));
  const request = { ...source.started.request, comparison: 'c0ffee'.repeat(10), seed };
  const started = { ...source.started, request };
  // Nothing in a name is taken for something else.
  return mlflowRun({ ...source, runId: `20261122-120000-one-s${seed}-000${seed}`, started }, `seed ${seed}: "é" 'x'`);
}

async function send(base: string, run: MlflowRun): Promise<string> {
  const client = new MlflowClient({ base });
  try {
    return (await exportMlflow(client, run, EXPERIMENT)).outcome;
  } finally {
    await client.close();
  }
}

function differences(run: MlflowRun, all: readonly ReadRun[], parent: string | undefined): readonly string[] {
  const read = all.find(({ name }) => name === run.name);
  if (read === undefined) return [`no run ${run.name}`];
  const keys = new Set(run.metrics.map(({ key }) => key));
  const points = (key: string) =>
    run.metrics.filter((point) => point.key === key).map(({ step, value, timestamp }) => [step, value, timestamp]);
  const curves = Object.fromEntries([...keys].map((key) => [key, points(key)]));
  const tags = Object.fromEntries(run.tags.map(([key]) => [key, read.tags[key]]));
  const pairs: readonly (readonly [what: string, is: unknown, expected: unknown])[] = [
    ['status', read.status, run.status],
    ['times', read.times, [run.startTime, run.endTime]],
    ['params', sorted(read.params), sorted(Object.fromEntries(run.params))],
    ['tags', sorted(tags), sorted(Object.fromEntries(run.tags))],
    ['parent', read.tags['mlflow.parentRunId'], parent],
    ['curves', sorted(read.curves), sorted(curves)],
    ['files', read.files, run.artifacts.map(({ path, bytes }) => [path, bytes.byteLength]).sort()],
  ];
  return pairs.flatMap(([what, is, expected]) => {
    const [was, wanted] = [JSON.stringify(is), JSON.stringify(expected)];
    return was === wanted ? [] : [`${run.name}, ${what}: ${was} instead of ${wanted}`];
  });
}

function sorted(value: object): unknown {
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Writes a line, if there is one to write, and waits for the next that comes. @throws Error with what the server said last. */
function linesOf(server: ChildProcessWithoutNullStreams): (line?: string) => Promise<string> {
  let log = '';
  server.stderr.on('data', (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-4000);
  });
  const lines = createInterface({ input: server.stdout });
  const failed = new Promise<never>((_, reject) => {
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`the tracking server ended:\n${log.trim()}`)));
  });
  failed.catch(() => undefined);
  return (line) => {
    const next = new Promise<string>((resolve) => lines.once('line', resolve));
    if (line !== undefined) server.stdin.write(`${line}\n`);
    return Promise.race([next, failed]);
  };
}
