import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unpackValue } from '../../src/protocol/packedValue.js';
import type { ReportData } from '../../src/protocol/report.js';
import { readClaim } from '../../src/runs/runClaim.js';

const root = path.resolve(__dirname, '../..');
const cli = path.join(root, 'dist', 'cli.cjs');
const isBuilt = existsSync(cli);
if (!isBuilt) process.stderr.write('skipped: seeds on the command line: dist/cli.cjs is not there: npm run build\n');

const output = '{ "type": "dense", "units": 10, "activation": "softmax"';
const models = {
  // Always takes the first class.
  blind: `{ "type": "flatten" }, ${output}, "kernelInitializer": "zeros" }], "training": { "epochs": 1, "optimizer": { "type": "sgd", "learningRate": 1e-30 } }`,
  seeing: `{ "type": "rescale", "scale": 0.004 }, { "type": "flatten" }, ${output} }], "training": { "epochs": 15, "callbacks": [] }`,
  // Its numbers overflow in the first step.
  broken: `${'{ "type": "rescale", "scale": 1000000 }, '.repeat(7)}{ "type": "flatten" }, ${output} }], "training": { "epochs": 1 }`,
};

let folder = '';
let runs = '';
const argv = () => [
  'compare',
  path.join(folder, 'three.bakeoff.jsonc'),
  '--limit',
  '1000',
  '--engine',
  'portable',
  '--runs',
  runs,
];

/** Runs the command; when `stopAt` is first printed, Ctrl-C is pressed, or `stop` is called. */
function bakeoff(
  args: readonly string[],
  stopAt?: string,
  stop?: () => void,
): Promise<{ code: number | null; out: string; err: string }> {
  const outside = args[0] === 'report' ? [] : ['--allow-outside'];
  const child = spawn(process.execPath, [cli, ...args, ...outside], { env: { ...process.env, NO_COLOR: '1' } });
  let [out, err, isStopped] = ['', '', false];
  child.stdout.on('data', (bytes) => {
    out += bytes;
  });
  child.stderr.on('data', (bytes) => {
    err += bytes;
    if (stopAt === undefined || isStopped || !err.includes(stopAt)) return;
    isStopped = true;
    if (stop === undefined) child.kill('SIGINT');
    else stop();
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}

/** What `--json` says of the comparison. */
function comparisonIn(out: string) {
  const lines = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  return lines.find(({ type }) => type === 'comparison');
}

describe.skipIf(!isBuilt)('a comparison with a plan of seeds', () => {
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'bakeoff-seeds-'));
    runs = path.join(folder, 'runs');
    for (const [name, rest] of Object.entries(models))
      await writeFile(path.join(folder, `${name}.model.jsonc`), `{ "name": "${name}", "layers": [${rest} }`);
    const comparison = {
      name: 'three',
      dataset: `idx:${path.join(root, 'data', 'fashion-mnist')}`,
      seeds: { min: 3, max: 5, stopWhen: 'decided' },
      models: Object.keys(models).map((name) => `${name}.model.jsonc`),
    };
    await writeFile(path.join(folder, 'three.bakeoff.jsonc'), JSON.stringify(comparison));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is interrupted, and says how to go on', async () => {
    const { code, out, err } = await bakeoff(argv(), '[2/3] seed 0  seeing  epoch 2/15');
    expect(code).toBe(130);
    expect(err).toMatch(/13 of at most 15 runs were not begun\.\n/);
    expect(err).toMatch(/To go on: bakeoff compare .*three\.bakeoff\.jsonc --resume\n/);
    expect(out).toContain('0 of at least 3 seeds are complete: too few to look.');
    expect(readdirSync(runs).filter((name) => !name.startsWith('.'))).toHaveLength(2);
  }, 60_000);

  it('goes on where it was, leaves a model that fails, and stops when the others are told apart', async () => {
    const { code, out, err } = await bakeoff([...argv(), '--resume']);
    expect(err).toMatch(/^\[1\/3\] seed 0 {2}blind {2}was trained already: \S+-blind-s0-/m);
    expect(err).toMatch(/^\[2\/3\] seed 0 {2}seeing {2}goes on: \S+-seeing-s0-/m);
    expect(err).not.toContain('trained anew');
    expect(err).toContain('Stopped after 3 of at most 5 seeds: every model is decided against blind.\n');
    expect(out).toMatch(
      /^seeing is better than blind: \+\d\d\.\d\d points \(98\.50 % interval \+\d\d\.\d\d to \+\d\d\.\d\d; decided after 3 seeds\)\.$/m,
    );
    expect(out).toContain("broken: no results to hold against blind's.");
    expect(out).toContain('Looked once, after 3 seeds');
    expect(code).toBe(3);
    expect(err).toMatch(
      /error: 3 of 9 runs failed\n {2}broken, seed 0: The loss became NaN.*\n {2}broken, seed 1: .*\n {2}broken, seed 2: /,
    );
    expect(readdirSync(runs).filter((name) => !name.startsWith('.'))).toHaveLength(9);
  }, 120_000);

  it('trains nothing again that is there, and says the same', async () => {
    const { code, out } = await bakeoff([...argv(), '--resume', '--json']);
    const compared = comparisonIn(out);
    expect(compared).toMatchObject({
      type: 'comparison',
      stopping: {
        stop: 'decided',
        seeds: 3,
        looks: [3],
        rule: { plan: { minimum: 3, maximum: 5 }, pairCount: 2 },
        pairs: [{ kind: 'better', decidedAfter: 3 }, { kind: 'no-result' }],
      },
    });
    expect(compared.runs).toHaveLength(9);
    // What is said of the runs themselves allows for the looks, too: those that were taken again, and those that failed.
    const [standing] = compared.stopping.pairs;
    expect(compared.judgement.pairs).toMatchObject([
      { method: 'sequential', interval: standing.interval, sequential: { look: 1, seeds: 3, confidence: 0.985 } },
    ]);
    expect(compared.judgement.leftOut.map(({ message }: { message: string }) => message)).toEqual(
      [0, 1, 2].map((seed) =>
        expect.stringContaining(`broken, seed ${seed}, is not judged: it failed: The loss became`),
      ),
    );
    expect(code).toBe(3);
    expect(readdirSync(runs).filter((name) => !name.startsWith('.'))).toHaveLength(9);
  }, 60_000);

  it('allows for the looks where runs are compared later, and in the file that opens anywhere', async () => {
    const ids = readdirSync(runs).filter((name) => /-(blind|seeing)-s[012]-/.test(name));
    const { out, code } = await bakeoff(['compare', ...ids, '--runs', runs]);
    expect(code).toBe(0);
    expect(out).toMatch(/seeing beats blind by .+ points \(98\.50 % CI .+; look 1 of at most 3, after 3 seeds/);
    expect(out).toContain('Seeds of blind and seeing were trained until they are told apart');
    expect(out).not.toMatch(/95 % CI [^)]*seeds each/);
    const file = path.join(folder, 'report.html');
    expect((await bakeoff(['report', ...ids, '--runs', runs, '--out', file])).code).toBe(0);
    const [, packed = ''] =
      /<script type="text\/plain" id="report-data">([^<]+)</.exec(await readFile(file, 'utf8')) ?? [];
    const { judgement } = unpackValue(gunzipSync(Buffer.from(packed, 'base64'))) as ReportData;
    expect(judgement?.answer).toMatchObject({ value: { pairs: [{ sequential: { look: 1, confidence: 0.985 } }] } });
  }, 120_000);

  it('takes no run that was trained otherwise', async () => {
    const { out } = await bakeoff([...argv(), '--resume', '--seed', '0', '--epochs', '2', '--json']);
    const compared = comparisonIn(out);
    expect(compared.stopping).toBeUndefined();
    expect(readdirSync(runs).filter((name) => !name.startsWith('.'))).toHaveLength(12);
  }, 60_000);

  it('holds what is trained to what is expected of it', async () => {
    const file = path.join(folder, 'tested.bakeoff.jsonc');
    const expectIt = async (expected: object, ...more: string[]) => {
      const comparison = JSON.parse(await readFile(path.join(folder, 'three.bakeoff.jsonc'), 'utf8'));
      await writeFile(file, JSON.stringify({ ...comparison, expect: expected }));
      return bakeoff(['test', file, ...argv().slice(2), ...more]);
    };
    const all = await expectIt({ accuracy: '>=0.2', seeing: { 'vs:blind': 'better', 'recall.1': '>0.3' } }, '--json');
    const lines = all.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ model, status }) => model && `${model} ${status}`)).toEqual([
      'blind fail',
      'seeing pass',
      'seeing pass',
      'seeing pass',
      'broken missing',
      undefined,
    ]);
    expect(all.code).toBe(1);
    expect((await expectIt({ broken: { accuracy: '>0' } })).code).toBe(4);
    const limit = lines[1].measured.value;
    expect((await expectIt({ seeing: { accuracy: `>=${limit}` } })).code).toBe(5);
    expect((await expectIt({ seeing: { accuracy: `>=${limit}` } }, '--undecided', 'pass')).code).toBe(0);
    expect(readdirSync(runs).filter((name) => !name.startsWith('.'))).toHaveLength(12);
  }, 120_000);

  it('trains what is missing to test it', async () => {
    const file = path.join(folder, 'tested.bakeoff.jsonc');
    const dataset = `idx:${path.join(root, 'data', 'fashion-mnist')}`;
    const expected = { accuracy: '<=0.2', parameters: '<=7850' };
    await writeFile(
      file,
      JSON.stringify({ name: 't', dataset, seeds: [7], models: ['blind.model.jsonc'], expect: expected }),
    );
    const { code, out } = await bakeoff(['test', file, ...argv().slice(2), '--train', '--reporter', 'markdown']);
    expect(out).toMatch(/^### t: 2 met\n/);
    expect(code).toBe(0);
    expect(readdirSync(runs).filter((name) => !name.startsWith('.'))).toHaveLength(13);
  }, 60_000);
});

describe.skipIf(!isBuilt)('a comparison of which one seed fails', () => {
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'bakeoff-seeds-'));
    runs = path.join(folder, 'runs');
    for (const name of ['blind', 'seeing'] as const)
      await writeFile(
        path.join(folder, `${name}.model.jsonc`),
        `{ "name": "${name}", "layers": [${models[name].replace('"epochs": 15', '"epochs": 5')} }`,
      );
    const comparison = {
      name: 'three',
      dataset: `idx:${path.join(root, 'data', 'fashion-mnist')}`,
      seeds: 3,
      models: ['blind.model.jsonc', 'seeing.model.jsonc'],
    };
    await writeFile(path.join(folder, 'three.bakeoff.jsonc'), JSON.stringify(comparison));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('compares what there is, names the seed, and tries it again alone', async () => {
    const kill = () => {
      const [run = ''] = readdirSync(runs).filter((name) => /-seeing-s1-/.test(name));
      process.kill(readClaim(path.join(runs, run))?.holder.pid ?? Number.NaN, 'SIGKILL');
    };
    const { code, out, err } = await bakeoff(argv(), '[4/6] seed 1  seeing  epoch 1/5', kill);
    expect(code).toBe(3);
    expect(err).toMatch(/error: 1 of 6 runs failed\n {2}seeing, seed 1: \S+/);
    expect(readdirSync(runs).filter((name) => !name.startsWith('.'))).toHaveLength(6);
    expect(out).toMatch(/seeing beats blind by .+2 and 3 seeds/);
    expect(out).toContain('seeing, seed 1, is not judged: it failed: ');
    const again = await bakeoff([...argv(), '--resume']);
    expect(again.code).toBe(0);
    expect(again.err.match(/was trained already/g)).toHaveLength(5);
    expect(again.out).toMatch(/seeing beats blind by .+3 seeds each/);
  }, 120_000);
});
