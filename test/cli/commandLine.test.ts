import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/runCommandLine.js';
import { type CapturedIo, captureIo } from '../support/captureIo.js';
import { storeRun } from '../support/storedRun.js';

const data = path.resolve(__dirname, '../../data');
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bakeoff-cli-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function run(...argv: string[]): Promise<CapturedIo & { code: number }> {
  const io = captureIo({ json: argv.includes('--json') });
  const code = await runCommandLine(argv, io, '1.2.3');
  return Object.assign(io, { code });
}

async function write(name: string, content: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return file;
}

const jsonLines = (io: CapturedIo) =>
  io
    .out()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('the program', () => {
  it('prints its version and its help with all commands and exit codes', async () => {
    expect(await run('--version').then((io) => [io.code, io.out()])).toEqual([0, '1.2.3\n']);
    const help = await run('--help');
    expect(help.code).toBe(0);
    for (const command of [
      'train',
      'compare',
      'report',
      'evaluate',
      'predict',
      'explain',
      'runs',
      'check',
      'summary',
      'dataset',
      'engine',
    ])
      expect(help.out()).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    expect(help.out()).toContain('130  stopped by Ctrl-C');
  });

  it.each(['train', 'compare', 'report', 'evaluate', 'predict', 'explain', 'runs', 'check', 'summary'])(
    'helps with %s by examples',
    async (command) => {
      const help = await run(command, '--help');
      expect(help.code).toBe(0);
      expect(help.out()).toContain(`$ bakeoff ${command}`);
      expect(help.out()).toContain('--json');
      expect(help.out()).toContain('Exit codes:');
    },
  );

  it.each([
    [['trian'], /unknown command 'trian' \(Did you mean train\?\)/],
    [['check'], /missing required argument 'file'/],
    [['summary', 'a', '--epoks', '3'], /unknown option '--epoks'/],
    [['train', 'x', '--epochs', '0'], /'0' is invalid.*Expected a whole number from 1 to 100000/],
    [['train', 'x', '--epochs', '1e3'], /whole number/],
    [['train', 'x', '--validation-split', '1'], /from 0 to less than 1/],
    [['train', 'x', '--seed', '-1'], /whole number from 0/],
    [['train', 'x', '--engine', 'abacus'], /Allowed choices are auto, tensorflow/],
    [['compare', 'x', 'y', '--epochs', '3'], /--epochs is for training; stored runs are compared as they are/],
    [['compare', 'a.model.jsonc', 'b.model.jsonc'], /compare takes one \*\.bakeoff\.jsonc file, or runs/],
    [['explain', 'x'], /required option '--image <n>' not specified/],
    [['explain', 'x', '--image', '-1'], /whole number from 0/],
    [['compare', 'x', '--format', 'pdf'], /Allowed choices are table, markdown, csv, json/],
  ])('answers %j with one line and exit code 2', async (argv, message) => {
    const io = await run(...argv);
    expect(io.code).toBe(2);
    expect(io.out()).toBe('');
    const [first = ''] = io.err().split('\n');
    expect(first).toMatch(/^bakeoff: error: /);
    expect(first).toMatch(message);
  });

  it('reports an error as JSON too when that is asked for', async () => {
    const io = await run('runs', 'show', 'nothing', '--runs', folder, '--json');
    expect(io.code).toBe(2);
    expect(jsonLines(io)).toEqual([expect.objectContaining({ type: 'error', exitCode: 2 })]);
  });
});

describe('bakeoff check', () => {
  it('finds nothing wrong in the shipped definitions', async () => {
    const io = await run('check', path.join(data, 'fashion-mnist.bakeoff.jsonc'));
    expect([io.code, io.out()]).toEqual([0, '5 files checked, no problems.\n']);
  });

  it('prints problems like a compiler and ends with 1', async () => {
    const file = await write(
      'bad.model.jsonc',
      '{\n  "name": "bad",\n  "layers": [{ "type": "dence", "units": 10 }]\n}\n',
    );
    const io = await run('check', file);
    expect(io.code).toBe(1);
    expect(io.out()).toMatch(/bad\.model\.jsonc:3:24: error: .*\[/);
    expect(io.out()).toMatch(/Did you mean "dense"/);
    expect(io.out()).toMatch(/1 file checked, 1 error/);
  });

  it('checks the models of a comparison and misses none', async () => {
    const file = await write('two.bakeoff.jsonc', '{ "name": "two", "models": ["gone.model.jsonc"] }');
    const io = await run('check', file, '--json');
    expect(io.code).toBe(1);
    expect(jsonLines(io)).toEqual([
      { type: 'checked', file, kind: 'comparison', problemCount: 1 },
      expect.objectContaining({ type: 'problem', code: 'missing-model', severity: 'error', line: 1 }),
    ]);
  });

  it('tells a file that is not there from one that is wrong', async () => {
    const io = await run('check', path.join(folder, 'none.model.jsonc'));
    expect([io.code, io.err()]).toEqual([
      2,
      expect.stringMatching(/^bakeoff: error: cannot read .*there is no such file\n/),
    ]);
  });
});

describe('bakeoff summary', () => {
  it('shows layers, shapes, parameters, cost and memory', async () => {
    const io = await run('summary', path.join(data, 'cnn.model.jsonc'));
    expect(io.code).toBe(0);
    expect(io.out()).toMatch(/│ conv2d\S* +│ conv2d +│ +│ +28×28×32 │ +320 │/);
    expect(io.out()).toMatch(/^Parameters +[\d,]+ \([\d,]+ trainable, [\d,]+ not\)$/m);
    expect(io.out()).toMatch(/^Memory /m);
  });

  it('has the same as JSON', async () => {
    const [summary] = jsonLines(await run('summary', path.join(data, 'ann.model.jsonc'), '--json'));
    expect(summary).toMatchObject({ type: 'summary', inputShape: [28, 28, 1], classCount: 10 });
    const sum = summary.layers.reduce(
      (total: number, layer: { parameterCount: number }) => total + layer.parameterCount,
      0,
    );
    expect(summary.parameterCount).toBe(sum);
  });

  it('says what is wrong instead, with exit code 1', async () => {
    const file = await write(
      'flat.model.jsonc',
      '{ "name": "x", "layers": [{ "type": "dense", "units": 10, "activation": "softmax" }] }',
    );
    const io = await run('summary', file);
    expect(io.code).toBe(1);
    expect(io.out()).toBe('');
    expect(io.err()).toMatch(/flat\.model\.jsonc:1:\d+: error: /);
    expect(io.err()).toMatch(/^bakeoff: error: .*flat\.model\.jsonc has 1 error$/m);
  });
});

describe('bakeoff runs', () => {
  it('says so when there are none', async () => {
    const io = await run('runs', '--runs', path.join(folder, 'empty'));
    expect([io.code, io.out()]).toEqual([0, '']);
    expect(io.err()).toMatch(/^No runs in .*empty\. Train one with: bakeoff train/);
  });

  it('lists, shows and deletes them', async () => {
    const root = path.join(folder, 'runs');
    await storeRun(root, '20310405-060708-ann-s0-aaaa', { modelName: 'ann' });
    const cnn = await storeRun(root, '20310405-070708-cnn-s0-bbbb', { ending: 'failed' });
    const list = await run('runs', '--runs', root);
    expect(list.out()).toMatch(/│ 20310405-060708-ann-s0-aaaa │ ann +│ completed │ +2\/10 │ +90\.00 % │/);
    expect(list.out()).toMatch(/│ 20310405-070708-cnn-s0-bbbb │ cnn +│ failed +│/);
    expect(jsonLines(await run('runs', 'list', '--json', '--runs', root))).toMatchObject([
      { type: 'run', modelName: 'ann', status: 'completed', testAccuracy: 0.9, isSample: false },
      { type: 'run', modelName: 'cnn', status: 'failed', testAccuracy: null },
    ]);

    const show = await run('runs', 'show', 'ann', '--runs', root);
    expect([show.code, show.err()]).toEqual([0, '']);
    expect(show.out()).toContain('Confusion matrix');
    const details = await run('runs', 'show', 'ann', '--runs', root, '--json');
    expect(jsonLines(details)).toMatchObject([
      {
        type: 'run',
        metrics: { testAccuracy: 0.9 },
        evaluation: {
          confusion: [
            [10, 0],
            [2, 8],
          ],
        },
        misclassified: null,
      },
    ]);
    expect(details.err()).toMatch(/no stored predictions/);

    const careful = await run('runs', 'delete', 'cnn', '--runs', root);
    expect([careful.code, existsSync(cnn)]).toEqual([2, true]);
    expect(careful.err()).toMatch(/nothing was deleted/);
    const deleted = await run('runs', 'delete', '20310405-07', '--runs', root);
    expect([deleted.code, existsSync(cnn)]).toEqual([0, false]);
    expect(deleted.out()).toMatch(/^deleted 20310405-070708-cnn-s0-bbbb \(/);
  });

  it('names what there is when a run is not found', async () => {
    const root = path.join(folder, 'named');
    await storeRun(root, '20310405-060708-ann-s0-aaaa', { modelName: 'ann' });
    const io = await run('runs', 'show', 'anne', '--runs', root);
    expect([io.code, io.err()]).toEqual([2, expect.stringMatching(/No run is called "anne"\. Did you mean "ann"\?/)]);
  });
});

describe('bakeoff compare of stored runs', () => {
  it('prints what was trained, without training', async () => {
    const root = path.join(folder, 'compared');
    await storeRun(root, '20310405-060708-ann-s0-aaaa', { modelName: 'ann' });
    await storeRun(root, '20310405-070708-cnn-s0-bbbb', { modelName: 'cnn', trainAccuracy: 0.99 });
    const table = await run('compare', 'ann', 'cnn', '--runs', root);
    expect([table.code, table.err()]).toEqual([0, '']);
    expect(table.out()).toContain('Over the first');
    expect(table.out()).toContain('cnn: ');
    const csv = await run('compare', 'ann', 'cnn', '--runs', root, '--format', 'csv');
    expect(csv.out()).toMatch(/^model,runs,seeds,/);
    const markdown = await run('compare', 'ann', 'cnn', '--runs', root, '--format', 'markdown');
    expect(markdown.out()).toMatch(/^\| Model \|/);
    const json = await run('compare', 'ann', 'cnn', '--runs', root, '--format', 'json');
    expect(JSON.parse(json.out()).rows).toHaveLength(2);
    const lines = await run('compare', 'ann', 'cnn', '--runs', root, '--json');
    expect(jsonLines(lines)).toMatchObject([
      { type: 'comparison', rows: [{ modelName: 'ann' }, { modelName: 'cnn' }] },
    ]);
  });
});
