import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRun } from '../../src/runs/readRun.js';

const root = path.resolve(__dirname, '../..');
const cli = path.join(root, 'dist', 'cli.cjs');
const isBuilt = existsSync(cli);
if (!isBuilt) process.stderr.write('skipped: sweeps on the command line: dist/cli.cjs is not there: npm run build\n');

const model = `{ "name": "tiny", "layers": [{ "type": "rescale", "scale": 0.004 }, { "type": "flatten" },
  { "type": "dense", "units": 10, "activation": "softmax" }], "training": { "epochs": 4, "callbacks": [] } }`;

let folder = '';
let runs = '';

async function bakeoff(sweep: object, more: readonly string[] = [], stopAt?: string) {
  const file = path.join(folder, 'sweep.bakeoff.jsonc');
  const dataset = `idx:${path.join(root, 'data', 'fashion-mnist')}`;
  await writeFile(file, JSON.stringify({ name: 'x', dataset, models: ['tiny.model.jsonc'], sweep }));
  const args = ['compare', file, '--limit', '300', '--engine', 'portable', '--runs', runs, '--allow-outside', ...more];
  const child = spawn(process.execPath, [cli, ...args], { env: { ...process.env, NO_COLOR: '1' } });
  let [out, err, isStopped] = ['', '', false];
  child.stdout.on('data', (bytes) => {
    out += bytes;
  });
  child.stderr.on('data', (bytes) => {
    err += bytes;
    if (stopAt === undefined || isStopped || !err.includes(stopAt)) return;
    isStopped = true;
    child.kill('SIGINT');
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, out, err };
}

const runNames = () => readdirSync(runs).filter((name) => !name.startsWith('.'));

describe.skipIf(!isBuilt)('a sweep on the command line', () => {
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'bakeoff-sweep-'));
    runs = path.join(folder, 'runs');
    await writeFile(path.join(folder, 'tiny.model.jsonc'), model);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const halving = {
    method: 'successiveHalving',
    eta: 2,
    options: { 'training.optimizer.learningRate': [1e-6, 0.003, 0.01, 0.02] },
  };

  it('is interrupted in the first stage, and compares what there is', async () => {
    const { code, out, err } = await bakeoff(halving, [], '[3/4] tiny · lr=0.01  training on');
    expect(code).toBe(130);
    expect(err).toContain('--resume');
    expect(out).toMatch(/^│ +1 │ +0\.\d+ │/m);
  }, 60_000);

  it('halves: the best go on from their checkpoints, the last one to the end, and nothing is trained twice', async () => {
    const { code, out, err } = await bakeoff(halving, ['--resume']);
    expect(err).toContain('8 epochs at most, where all variants to the end would take 16\n');
    expect(err).toContain('[1/4] tiny · lr=1e-6  was trained already:');
    expect(err).toContain('Successive halving, 2 of 3: 2 variants to the end of epoch 2\n');
    expect(err).toContain('Successive halving, 3 of 3: 1 variant to the end of epoch 4\n');
    expect(err).not.toContain('trained anew');
    expect(code).toBe(0);
    expect(runNames()).toHaveLength(4);
    const states = await Promise.all(runNames().map(async (name) => (await readRun(path.join(runs, name))).state));
    expect(states.map(({ status }) => status).toSorted()).toEqual(['completed', 'stopped', 'stopped', 'stopped']);
    const winner = states.find(({ status }) => status === 'completed');
    expect(winner?.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
    expect(winner?.resumptions?.map(({ fromEpoch }) => fromEpoch).slice(-2)).toEqual([1, 2]);
    expect(winner?.started?.request.sweep?.model).toBe('tiny');
    // Those that were stopped never saw the test images.
    expect(states.filter(({ evaluation }) => evaluation !== undefined)).toHaveLength(1);
    expect(out).toContain(`Best of 4 on validation images: ${winner?.started?.modelName}`);
    expect(out).toContain('the test images, which chose nothing, say');
  }, 120_000);

  it('trains a grid, each combination a run of its own name, and says what mattered as data', async () => {
    const options = { 'training.optimizer.learningRate': [1e-6, 0.01], 'training.batchSize': [64, 128] };
    const { code, out } = await bakeoff({ options }, ['--epochs', '1', '--json']);
    expect(code).toBe(0);
    const lines = out.trimEnd().split('\n');
    const { sweeps } = lines.map((line) => JSON.parse(line)).find(({ type }) => type === 'comparison');
    expect(sweeps).toHaveLength(1);
    expect(sweeps[0].trials).toHaveLength(4);
    expect(sweeps[0].trials.map(({ name }: { name: string }) => name)).toContain('tiny · lr=1e-6 · batch=128');
    expect(sweeps[0].importance).toMatchObject({ kind: 'tooFewTrials', trials: 4, neededTrials: 6 });
    expect(sweeps[0].best).toContain('lr=0.01');
  }, 120_000);

  it('is refused before anything is trained where a variant cannot be', async () => {
    const before = runNames().length;
    const { code, err } = await bakeoff({ options: { 'layers.dense.units': [10, 7] } });
    expect(code).toBe(1);
    expect(err).toContain('The variant tiny · units=7 cannot be trained:');
    expect(runNames()).toHaveLength(before);
    expect((await bakeoff({ options: { 'training.epochs': [1, 2] } }, ['--epochs', '1'])).err).toContain(
      '--epochs would make all variants alike',
    );
  }, 60_000);
});
