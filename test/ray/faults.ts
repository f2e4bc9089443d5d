import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { type Fault, NotTriedError, type Outcome, resubmissionsOf } from './fault.js';
import { overhead } from './overhead.js';
import { processesOf, type RayNode, until } from './rayNodes.js';
import { resultOf } from './runResult.js';
import { sameComparison } from './sameComparison.js';
import type { Run, Trial } from './trial.js';

/** In the order in which they are tried. */
export const faults: readonly Fault[] = [
  { name: 'sweep', title: 'a sweep of 12 runs, here and there', seconds: 240, attempt: sweep },
  { name: 'compare', title: 'one comparison file, here and there', seconds: 180, attempt: sameComparison },
  { name: 'overhead', title: 'what a run takes beside the same one here', seconds: 180, attempt: overhead },
  { name: 'token', title: 'wrong token, no token', seconds: 60, attempt: wrongToken },
  { name: 'waits', title: 'a job that nothing is free for', seconds: 60, attempt: neverStarts },
  { name: 'stop', title: 'stopped by a person', seconds: 90, attempt: stops },
  { name: 'client', title: 'client killed, and started again', seconds: 120, attempt: clientKilled },
  { name: 'worker', title: 'worker killed in mid-run', seconds: 120, attempt: workerKilled },
  { name: 'node', title: 'node killed in mid-run', seconds: 150, attempt: nodeKilled },
  { name: 'disk', title: 'full disk on a worker', seconds: 180, attempt: diskFull },
  { name: 'head', title: 'head restarted in mid-run, with its nodes', seconds: 180, attempt: headRestarted },
];

/** Batch sizes and learning rates of one model, by a grid. */
async function sweep(trial: Trial): Promise<Outcome> {
  await trial.cluster.atLeast(2);
  const text = readFileSync(trial.modelFile(), 'utf8').replace(/"epochs": \d+/, '"epochs": 3');
  trial.write('small.model.jsonc', text);
  const options = {
    'training.batchSize': [16, 32, 64],
    'training.optimizer.learningRate': [0.0005, 0.001, 0.002, 0.004],
  };
  const comparison = { name: 'twelve', dataset: 'fashion-mnist', models: ['small.model.jsonc'], sweep: { options } };
  const file = trial.write('twelve.bakeoff.jsonc', JSON.stringify(comparison));
  const compare = async (name: string, ...more: readonly string[]) => {
    const root = trial.cluster.place(name);
    await trial.bakeoff(['compare', file, '--runs', root, ...trial.of, ...more]);
    return trial.runsIn(root);
  };
  const here = (await compare('here')).map(resultOf).sort();
  const runs = await compare('there', '--parallel', '6', ...trial.onCluster);
  const there = runs.map(resultOf).sort();
  if (here.length !== 12 || here.join('\n') !== there.join('\n'))
    throw new Error(`Other results:\n${here.join('\n')}\n${there.join('\n')}`);
  const nodes = new Set((await trial.cluster.jobs()).map((job) => job.driver_node_id));
  if (nodes.size < 2) throw new Error('All on one node.');
  return { words: `12 of 12, on ${nodes.size} nodes`, isEqual: true, resubmissions: resubmissionsOf(...runs) };
}

async function wrongToken(trial: Trial): Promise<Outcome> {
  await trial.cluster.atLeast(0);
  const train = ['train', trial.modelFile(), ...trial.of, ...trial.onCluster];
  for (const [token, words] of [
    ['wrong', /does not accept the token/],
    ['', /asks for a token/],
  ] as const) {
    const { said } = await trial.bakeoff(train, { token });
    if (!words.test(said)) throw new Error(`Expected ${words}, got: ${said}`);
  }
  return { words: 'refused, in words' };
}

async function neverStarts(trial: Trial): Promise<Outcome> {
  await trial.cluster.atLeast(1);
  trial.notes.length = 0;
  const run = await trial.train({
    runner: trial.runner({ tellMs: 1_000 }),
    cores: 64,
    begun: async (training) => {
      await until('word of a job that waits', 40_000, () => trial.notes.some((note) => /are free/.test(note)));
      await training.stop('tried enough');
    },
  });
  if (run.state.status !== 'stopped') throw new Error(`It is ${run.state.status}.`);
  return { words: `told: "${trial.notes[0]?.replace(/^.*: /, '')}"; then stopped` };
}

async function stops(trial: Trial): Promise<Outcome> {
  await trial.cluster.atLeast(1);
  const before = new Set((await trial.cluster.jobs()).map((job) => job.submission_id));
  const run = await trial.train({ inTheMiddle: async (training) => void (await training.stop('enough')) });
  if (run.state.status !== 'stopped') throw new Error(`It is ${run.state.status}.`);
  await until('the end of its job', 20_000, () => trial.cluster.processes(isWorker).length === 0);
  const own = (await trial.cluster.jobs()).filter((job) => !before.has(job.submission_id));
  const states = own.map(({ status }) => status).join();
  if (states !== 'STOPPED') throw new Error(`Its jobs: ${states}.`);
  return { words: `its job ended with it, after ${run.state.epochs.length} epochs, which are kept` };
}

async function clientKilled(trial: Trial): Promise<Outcome> {
  await trial.cluster.atLeast(1);
  const root = trial.cluster.place('killed');
  const client = new AbortController();
  const train = ['train', trial.modelFile(), '--runs', root, ...trial.asLong, ...trial.of, ...trial.onCluster];
  const before = (await trial.cluster.jobs()).length;
  const gone = trial.bakeoff(train, { signal: client.signal });
  await until('some epochs', 90_000, async () => ((await trial.runsIn(root))[0]?.state.epochs.length ?? 0) > 20);
  client.abort();
  await gone;
  await trial.bakeoff(['resume', 'latest', '--runs', root]);
  const [run] = await trial.runsIn(root);
  if (run === undefined) throw new Error('The run is gone.');
  const jobs = (await trial.cluster.jobs()).length - before;
  if (jobs !== 1 || run.state.resumptions !== undefined) throw new Error(`It took ${jobs} jobs.`);
  return equal(trial, run, 'the second client attached to the job');
}

async function workerKilled(trial: Trial): Promise<Outcome> {
  await trial.cluster.atLeast(1);
  const run = await trial.train({
    inTheMiddle: async () => {
      for (const pid of trial.cluster.processes(isWorker)) process.kill(pid, 'SIGKILL');
    },
  });
  return equal(trial, run, resumed(run));
}

async function nodeKilled(trial: Trial): Promise<Outcome> {
  await trial.cluster.atLeast(2);
  const run = await trial.train({
    inTheMiddle: async () => {
      if (!(await trial.cluster.killNode(({ folder }) => processesOf(folder).some(isWorker))))
        throw new Error('The job is on no node.');
    },
  });
  return equal(trial, run, resumed(run));
}

/** The only node has a small disk; another one comes when that has been told. */
async function diskFull(trial: Trial): Promise<Outcome> {
  const { cluster } = trial;
  const disk = cluster.place('disk');
  mkdirSync(disk, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'none', disk], { stdio: 'pipe' });
  } catch (error) {
    throw new NotTriedError(`a small disk cannot be mounted (${(error as Error).message.trim().split('\n').at(-1)})`);
  }
  const small: RayNode[] = [];
  try {
    await cluster.atLeast(0);
    while (await cluster.killNode(() => true));
    const full = await cluster.join({ TMPDIR: disk });
    small.push(full);
    await cluster.alive(2);
    trial.notes.length = 0;
    const run = await trial.train({
      begun: async () => {
        await until('word of the full disk', 90_000, () => trial.notes.some((note) => /disk/i.test(note)));
        await cluster.join();
      },
    });
    const told = trial.notes.find((note) => /disk/i.test(note))?.slice(0, 50);
    return await equal(trial, run, `told ("${told}…"), and went on on another node`);
  } finally {
    await cluster.killNode((node) => small.includes(node));
    execFileSync('umount', ['-l', disk]);
  }
}

async function headRestarted(trial: Trial): Promise<Outcome> {
  await trial.cluster.atLeast(1);
  const run = await trial.train({
    inTheMiddle: async () => {
      await trial.cluster.kill();
      await trial.cluster.atLeast(1);
    },
  });
  return equal(trial, run, resumed(run));
}

/** @throws Error when something was lost or doubled, or another result came out than on this machine. */
async function equal(trial: Trial, run: Run, words: string): Promise<Outcome> {
  await trial.mustEqual(run);
  return { words, isEqual: true, resubmissions: resubmissionsOf(run) };
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
