// Tries runs on a real Ray cluster on loopback: `npm run test:ray`. Linux only; ends all that it starts.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../../src/cacheFolder.js';
import type { RunEvent } from '../../src/core/run/events.js';
import { parseRayAddress } from '../../src/ray/rayAddress.js';
import { localRunner } from '../../src/runner/localRunner.js';
import { type RayRunner, rayRunner } from '../../src/runner/rayRunner.js';
import type { Runner } from '../../src/runner/runner.js';
import { listRuns } from '../../src/runs/listRuns.js';
import { readRun } from '../../src/runs/readRun.js';
import { createRunFolder } from '../../src/runs/runFolder.js';
import { annText, makeImages, requestOf } from '../support/faultRuns.js';
import { PythonMissingError, pythonEnvironment } from '../support/python.js';
import {
  freePorts,
  type HeadPorts,
  joinNode,
  type NodeOptions,
  processesOf,
  type RayNode,
  startHead,
  until,
} from './rayNodes.js';

const dist = path.resolve(__dirname);
const trainerEntry = path.join(dist, 'trainer.cjs');
const TOKEN = 'bakeoff-0123456789abcdef0123456789abcdef';
// Short: paths of sockets may have 107 bytes.
const folder = mkdtempSync('/tmp/bko-');
const started: RayNode[] = [];
const table: { readonly what: string; readonly seconds: number; readonly result: string }[] = [];
const startTime = performance.now();

const images = makeImages(folder);
/** Long enough to be interrupted. */
const long = requestOf('portable', images, annText(600).replace(/"callbacks": \[[^\]]*\]/, '"callbacks": []'));
const notes: string[] = [];
const here = localRunner({ entry: trainerEntry });
let ports: HeadPorts = { gcs: 0, dashboard: 0 };
let options: NodeOptions = { python: '', folder, cpus: 3 };
let address = '';
let cluster: RayRunner;

process.once('SIGINT', () => void endAll().then(() => process.exit(130)));
void main();

async function main(): Promise<void> {
  const python = await environment();
  ports = await freePorts();
  options = { ...options, python, env: { RAY_AUTH_MODE: 'token', RAY_AUTH_TOKEN: TOKEN } };
  address = `http://127.0.0.1:${ports.dashboard}`;
  const onNote = (_: string, text: string) => void notes.push(text);
  cluster = rayRunner({ url: parseRayAddress(address), token: TOKEN, trainerEntry, onNote });
  try {
    await tryAll();
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(`${(error as Error).stack}\nNotes:\n${notes.join('\n')}\n`);
  } finally {
    await cluster.close();
    await endAll();
  }
  if (process.exitCode === undefined) rmSync(folder, { recursive: true, force: true });
  else process.stderr.write(`All is left in ${folder}\n`);
  table.push({ what: 'all', seconds: (performance.now() - startTime) / 1000, result: '' });
  for (const { what, seconds, result } of table)
    process.stdout.write(`${what.padEnd(42)} ${seconds.toFixed(0).padStart(5)} s  ${result}\n`);
}

async function tryAll(): Promise<void> {
  const wanted = await train(here, 'local');
  await timed('cluster: a head and two nodes, with tokens', async () => {
    await newHead();
    started.push(await joinNode('n1', options, ports), await joinNode('n2', options, ports));
    await nodesAre(3);
    return 'up';
  });
  await timed('wrong token, no token', async () => {
    const said = [
      bakeoff(['train', modelFile(), ...of, ...on()], 'wrong'),
      bakeoff(['train', modelFile(), ...of, ...on()], ''),
    ].join('\n');
    for (const words of [/does not accept the token/, /asks for a token/])
      if (!words.test(said)) throw new Error(`Expected ${words}, got: ${said}`);
    return 'refused in words';
  });
  await timed('a comparison of 12 runs, here and there', async () => {
    const file = comparisonFile();
    bakeoff(['compare', file, '--runs', path.join(folder, 'here'), ...of]);
    bakeoff(['compare', file, '--runs', path.join(folder, 'there'), '--parallel', '6', ...of, ...on()]);
    const [local, remote] = [await hashesIn('here'), await hashesIn('there')];
    if (local.length !== 12 || local.join() !== remote.join())
      throw new Error(`Other weights:\n${local.join('\n')}\n${remote.join('\n')}`);
    const nodes = new Set((await jobs()).map((job) => job.driver_node_id));
    if (nodes.size < 2) throw new Error('All on one node.');
    return `12 of 12 equal to the bit, on ${nodes.size} nodes`;
  });
  await timed('client killed, and started again', async () => {
    const root = path.join(folder, 'killed');
    const client = spawn(
      process.execPath,
      [path.join(dist, 'cli.cjs'), 'train', modelFile(), '--runs', root, ...of, ...on()],
      { env: envOf(TOKEN), stdio: 'ignore' },
    );
    await until('some epochs', 120_000, async () => (await onlyRun(root)).state.epochs.length > 20);
    client.kill('SIGKILL');
    bakeoff(['resume', 'latest', '--runs', root]);
    return equal(await onlyRun(root), wanted);
  });
  await timed('node killed in mid-run', async () => {
    const run = await train(cluster, 'node', async () => {
      const node = started.slice(1).find(({ folder: place }) => processesOf(place).some(isWorker));
      if (node === undefined) throw new Error('The job is on no node.');
      await node.kill();
      started.splice(started.indexOf(node), 1);
    });
    return `${equal(run, wanted)}; ${resumed(run)}`;
  });
  await timed('full disk on a worker', async () => {
    for (const node of started.splice(1)) await node.kill();
    const disk = path.join(folder, 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'none', disk]);
    try {
      started.push(await joinNode('full', { ...options, env: { ...options.env, TMPDIR: disk } }, ports));
      await nodesAre(2);
      notes.length = 0;
      const training = train(cluster, 'full');
      await until('word of the full disk', 180_000, () => notes.some((note) => /disk/i.test(note)));
      started.push(await joinNode('n3', options, ports));
      return `${equal(await training, wanted)}; ${notes[0]?.slice(0, 60)}…`;
    } finally {
      await started.find(({ name }) => name === 'full')?.kill();
      execFileSync('umount', ['-l', disk]);
    }
  });
  await timed('head restarted', async () => {
    const run = await train(cluster, 'head', async () => {
      await endAll();
      await newHead();
      started.push(await joinNode('n4', options, ports));
    });
    return `${equal(run, wanted)}; ${resumed(run)}`;
  });
}

/** Trains nothing itself, so that nodes can be told apart. */
async function newHead(): Promise<void> {
  started.unshift(await startHead({ ...options, cpus: 0 }, ports, TOKEN));
}

async function timed(what: string, action: () => Promise<string>): Promise<void> {
  const start = performance.now();
  process.stderr.write(`${what}…\n`);
  const result = await action();
  table.push({ what, seconds: (performance.now() - start) / 1000, result });
  process.stderr.write(`  ${result} (${((performance.now() - start) / 1000).toFixed(0)} s)\n`);
}

/** Trains the long run; `inTheMiddle` is called once, when a checkpoint has come. */
async function train(runner: Runner, name: string, inTheMiddle?: () => Promise<void>) {
  const { folder: runFolder } = await createRunFolder(path.join(folder, name), {
    modelName: 'ann',
    seed: 5,
    time: Date.now(),
  });
  const training = await runner.start({ request: long, runFolder, cores: 1 });
  let disturbed: Promise<void> | undefined;
  const events: RunEvent[] = [];
  for await (const event of training.events) {
    events.push(event);
    if (event.type === 'epochEnded' && event.epoch > 30 && existsSync(path.join(runFolder, 'checkpoint')))
      disturbed ??= inTheMiddle?.();
  }
  await disturbed;
  const run = await readRun(runFolder);
  const lines = readFileSync(path.join(runFolder, 'events.ndjson'), 'utf8').trim().split('\n');
  if (lines.length !== events.length) throw new Error(`${events.length} events were told, ${lines.length} are kept.`);
  return run;
}

type Run = Awaited<ReturnType<typeof readRun>>;

function equal({ state }: Run, wanted: Run): string {
  if (state.status !== 'completed') throw new Error(`${state.status}: ${state.failure?.message ?? ''}`);
  if (state.weightsHash !== wanted.state.weightsHash) throw new Error('Other weights than here.');
  if (state.epochs.length !== wanted.state.epochs.length || state.warnings.length > 0)
    throw new Error('Other events than here.');
  return 'nothing lost, equal to the bit';
}

function resumed({ state }: Run): string {
  const epochs = state.resumptions?.map(({ fromEpoch }) => fromEpoch) ?? [];
  if (epochs.length === 0) throw new Error('It was never interrupted.');
  return `went on from epoch ${epochs.join(', ')}`;
}

function isWorker(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('rayWorker.cjs');
  } catch {
    return false;
  }
}

const of = ['--dataset', images, '--engine', 'portable'];

function modelFile(): string {
  const file = path.join(folder, 'long.model.jsonc');
  writeFileSync(file, long.definitionText);
  return file;
}

/** Three models, four seeds. */
function comparisonFile(): string {
  for (const units of [64, 128, 256])
    writeFileSync(
      path.join(folder, `m${units}.model.jsonc`),
      annText(3).replace('"units": 256', `"units": ${units}`).replace('"ann"', `"m${units}"`),
    );
  const file = path.join(folder, 'twelve.bakeoff.jsonc');
  const models = [64, 128, 256].map((units) => `m${units}.model.jsonc`);
  writeFileSync(file, JSON.stringify({ name: 'twelve', dataset: 'fashion-mnist', models, seeds: [0, 1, 2, 3] }));
  return file;
}

function envOf(token: string): NodeJS.ProcessEnv {
  return { ...process.env, BAKEOFF_CORES: '1', BAKEOFF_RAY_TOKEN: token };
}

/** What the command line says on its errors' stream; it must succeed with the right token, and fail with another. */
function bakeoff(argumentList: readonly string[], token = TOKEN): string {
  const ended = spawnSync(process.execPath, [path.join(dist, 'cli.cjs'), ...argumentList], {
    env: envOf(token),
    encoding: 'utf8',
  });
  if ((ended.status === 0) === (token === TOKEN)) return ended.stderr;
  throw new Error(`bakeoff ${argumentList.join(' ')} ended with ${ended.status}:\n${ended.stderr}`);
}

function on(): string[] {
  return ['--runner', 'ray', '--address', address];
}

async function onlyRun(root: string): Promise<Run> {
  const [run] = (await listRuns(root)).runs;
  if (run === undefined) throw new Error(`No run in ${root}.`);
  return readRun(run.folder);
}

async function hashesIn(name: string): Promise<string[]> {
  const { runs } = await listRuns(path.join(folder, name));
  const read = await Promise.all(runs.map((run) => readRun(run.folder)));
  return read
    .map(({ state }) => `${state.started?.modelName} ${state.started?.request.seed} ${state.weightsHash}`)
    .sort();
}

async function ask(what: string): Promise<unknown> {
  const answer = await fetch(`${address}/${what}`, { headers: { authorization: `Bearer ${TOKEN}` } });
  return answer.json();
}

async function jobs(): Promise<readonly { readonly driver_node_id: string }[]> {
  return (await ask('api/jobs/')) as readonly { readonly driver_node_id: string }[];
}

async function nodesAre(count: number): Promise<void> {
  await until(`${count} nodes`, 90_000, async () => {
    const { data } = (await ask('nodes?view=summary')) as { data: { summary: { raylet: { state: string } }[] } };
    return data.summary.filter(({ raylet }) => raylet.state === 'ALIVE').length === count;
  });
}

async function endAll(): Promise<void> {
  for (const node of started.splice(0)) await node.kill();
}

async function environment(): Promise<string> {
  try {
    const requirementsFile = path.join(dist, '..', 'test', 'ray', 'requirements.txt');
    return await pythonEnvironment({
      cacheFolder: cacheFolder(),
      requirementsFile,
      log: (line) => process.stderr.write(`${line}\n`),
    });
  } catch (error) {
    if (!(error instanceof PythonMissingError)) throw error;
    process.stderr.write(`SKIPPED: ${error.message}\n`);
    rmSync(folder, { recursive: true, force: true });
    process.exit(0);
  }
}
