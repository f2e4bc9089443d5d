import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/runCommandLine.js';
import { readAttributions } from '../../src/runs/attributionFile.js';
import { readRun } from '../../src/runs/readRun.js';
import { attributionHandlers } from '../../src/service/attributionHandlers.js';
import { captureIo } from '../support/captureIo.js';
import { modelText } from '../support/modelText.js';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bakeoff-attribute-'));
  const layers = (units: number, ...more: string[]) =>
    modelText(
      '{ "type": "averagePooling2d", "poolSize": 4 }',
      '{ "type": "rescale", "scale": 0.004 }',
      '{ "type": "flatten" }',
      `{ "type": "dense", "units": ${units}, "activation": "relu" }`,
      ...more,
      '{ "type": "dense", "units": 10, "activation": "softmax" }',
    );
  await writeFile(path.join(folder, 'a.model.jsonc'), layers(4).replace('test', 'narrow'));
  await writeFile(
    path.join(folder, 'b.model.jsonc'),
    layers(24, '{ "type": "dropout", "rate": 0.1 }').replace('test', 'wide'),
  );
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const small = ['--epochs', '1', '--limit', '400', '--engine', 'portable', '--batch-size', '32'];

async function run(...more: string[]) {
  const io = captureIo({ json: more.includes('--json') });
  const files = ['a', 'b'].map((name) => path.join(folder, `${name}.model.jsonc`));
  const argv = ['attribute', ...files, '--runs', path.join(folder, 'runs'), ...small, ...more];
  const code = await runCommandLine(argv, io, '1.2.3');
  return Object.assign(io, { code });
}

describe('bakeoff attribute', () => {
  it('tells what would be trained, and trains nothing', async () => {
    const io = await run('--plan', '--json');
    expect(io.code).toBe(0);
    const told = JSON.parse(io.out());
    expect(told.groups.map(({ label }: { label: string }) => label)).toEqual(['dense: units 4 → 24', 'dropout added']);
    expect(told.models.map(({ side }: { side: string }) => side)).toEqual(['first', 'between', 'between', 'second']);
    expect(await readdir(folder)).not.toContain('runs');
  });

  it('trains the models between two, says what each change is worth, and uses what is there again', async () => {
    const io = await run('--seeds', '1');
    expect(io.err()).toContain('4 trainings.');
    expect(io.code).toBe(0);
    expect(io.out()).toMatch(/^narrow → wide: [+−]\d+\.\d\d points ± \d+\.\d\d\n/);
    expect(io.out()).toMatch(/dense: units 4 → 24 +[▓░│ ]+ [+−]\d/);
    expect(io.out()).toContain('1 seed cannot tell how far seeds lie apart');
    const [record] = await readAttributions(path.join(folder, 'runs'));
    expect(record).toMatchObject({ method: 'alone', seeds: [0], first: { name: 'narrow' }, engine: 'portable' });
    const sum = (record?.result.steps ?? []).reduce((total, step) => total + (step?.value ?? Number.NaN), 0);
    expect(sum + (record?.result.interaction?.value ?? 0)).toBeCloseTo(record?.result.total?.value ?? 0, 12);
    // An intermediate is an ordinary run that says what it is for.
    const runId = record?.nodes[1]?.runIds[0] ?? '';
    const { started } = (await readRun(path.join(folder, 'runs', runId))).state;
    expect(started?.request.attribution).toEqual({ id: record?.id, changes: ['dense: units 4 → 24'] });

    const again = await run('--seeds', '1', '--shapley', '--json');
    expect(again.err()).toContain('Nothing to train: all runs are there already.');
    const told = JSON.parse(again.out().trimEnd().split('\n').at(-1) ?? '');
    expect(told).toMatchObject({ type: 'attribution', method: 'shapley' });
    expect(told.result.steps[0].value + told.result.steps[1].value).toBeCloseTo(told.result.total.value, 12);
    expect(told.result.total.value).toBeCloseTo(record?.result.total?.value ?? 0, 12);
    expect(await readAttributions(path.join(folder, 'runs'))).toHaveLength(2);
  }, 120_000);

  it('goes on where it stopped, tells how long that takes, and says what is known before', async () => {
    const runs = path.join(folder, 'runs');
    const record = (await readAttributions(runs)).find(({ method }) => method === 'alone');
    const last = record?.nodes.at(-1)?.runIds[0] ?? '';
    await rename(path.join(runs, last), path.join(folder, 'kept'));
    const plan = JSON.parse((await run('--plan', '--json', '--seeds', '2')).out());
    expect(plan.cost).toMatchObject({ wanted: 8, missing: 5, durationMs: expect.any(Number) });
    // What a cancelled attribution knows: each change by itself, but not what they do together.
    const texts = await Promise.all(
      ['a', 'b'].map((name) => readFile(path.join(folder, `${name}.model.jsonc`), 'utf8')),
    );
    const [firstText = '', secondText = ''] = texts;
    const { request } = (await readRun(path.join(runs, record?.nodes[0]?.runIds[0] ?? ''))).state.started ?? {};
    if (request === undefined) throw new Error('The first model has no run.');
    const { dataset, validationSplit, limit = 0, recipe, engine } = request;
    const setup = { dataset, validationSplit, limit, recipe, engine };
    const question = { root: runs, firstText, secondText, setup, choice: { method: 'alone' }, seeds: [0, 1] } as const;
    const { planAttribution, measureAttribution } = attributionHandlers;
    const context = { signal: new AbortController().signal, report: () => undefined };
    const planned = await planAttribution(question, context);
    expect(planned.trained.map((there) => there !== null)).toEqual([true, true, true, ...Array(5).fill(false)]);
    const failed = [{ name: 'wide', seed: 0, message: 'No reason.' }];
    const partial = await measureAttribution({ ...question, folders: planned.trained, failed }, context);
    expect(partial).toMatchObject({ seeds: [0], result: { total: null, interaction: null } });
    expect(partial.result.steps).toEqual(record?.result.steps);
    expect(partial.unfinished).toEqual({ wanted: 8, trained: 3, failed });
    const none = measureAttribution({ ...question, folders: planned.trained.map(() => null), failed }, context);
    await expect(none).rejects.toThrow('Nothing has been trained yet.');
    await rename(path.join(folder, 'kept'), path.join(runs, last));
    const whole = await run('--seeds', '1', '--format', 'markdown');
    expect(whole.out()).toMatch(/^### narrow → wide: [+−]/);
    expect(whole.out()).toContain('| interaction |');
    expect((await run('--seeds', '1', '--format', 'csv')).out().split('\r\n')[0]).toBe('step,kind,difference,low,high');
    // The same attribution: finished now.
    expect((await readAttributions(runs)).find(({ id }) => id === partial.id)?.unfinished).toBeUndefined();
  }, 60_000);

  it('refuses what cannot be attributed, and says what to do', async () => {
    const file = path.join(folder, 'a.model.jsonc');
    const io = captureIo();
    expect(await runCommandLine(['attribute', file, file], io, '1.2.3')).toBe(2);
    expect(io.err()).toContain('The definitions mean the same');
    const wrong = await run('--group', '1,9');
    expect([wrong.code, wrong.err()]).toEqual([2, expect.stringContaining('There is no change 9')]);
    expect((await run('--group', 'one')).code).toBe(2);
    expect((await run('--shapley', '--path')).code).toBe(2);
    expect(await readFile(file, 'utf8')).toContain('narrow');
  });
});
