import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { exitCodeFor } from '../../../src/cli/commands/test.js';
import { runCommandLine } from '../../../src/cli/runCommandLine.js';
import type { ExpectationStatus } from '../../../src/core/comparison/expectations.js';
import type { TestedFile, TestLine } from '../../../src/core/report/testLines.js';
import { captureIo } from '../../support/captureIo.js';
import { modelText } from '../../support/modelText.js';
import { useTemporaryFolder } from '../../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const model = modelText('{ "type": "flatten" }', '{ "type": "dense", "units": 10, "activation": "softmax" }');

/** Runs the command on a comparison of two models that nobody has trained. */
async function test(expectText: string, ...more: string[]) {
  for (const name of ['ann', 'cnn']) await writeFile(path.join(temporary.path, `${name}.model.jsonc`), model);
  const file = path.join(temporary.path, 'two.bakeoff.jsonc');
  const dataset = JSON.stringify(`idx:${path.resolve('data/fashion-mnist')}`);
  const models = '["ann.model.jsonc", "cnn.model.jsonc"]';
  await writeFile(file, `{ "name": "two", "dataset": ${dataset}, "models": ${models},\n  "expect": ${expectText} }`);
  const io = captureIo({ json: more.includes('--json') });
  const runs = path.join(temporary.path, 'runs');
  const code = await runCommandLine(['test', file, '--runs', runs, '--allow-outside', ...more], io, '1.2.3');
  return Object.assign(io, { code, file });
}

describe('bakeoff test', () => {
  it('ends with 4 where nothing is trained, and says how to', async () => {
    const io = await test('{ "accuracy": ">=0.9" }');
    expect(io.code).toBe(4);
    expect(io.out()).toMatch(/missing │ ann +│ accuracy >=0\.9 /);
    expect(io.out()).toContain('two.bakeoff.jsonc:2');
    expect(io.out()).toContain('two: 2 not measured.\n');
    expect(io.err()).toMatch(/To train what is missing: bakeoff test .*two\.bakeoff\.jsonc --train\n/);
  });

  it('ends with 0 where nothing is expected', async () => {
    const io = await test('{}');
    expect([io.code, io.out()]).toEqual([0, 'two: nothing is expected.\n']);
  });

  it('ends with 1 and the place of a class that there is not', async () => {
    const io = await test('{ "recall.Shrt": ">=0.9" }');
    expect(io.code).toBe(1);
    expect(io.err()).toMatch(
      /two\.bakeoff\.jsonc:2:15: error: The dataset has no class "Shrt"\. Its classes: 0, 1, 2,/,
    );
    expect(io.out()).toBe('');
    const checked = captureIo();
    expect(await runCommandLine(['check', io.file, '--allow-outside'], checked, '1.2.3')).toBe(1);
    expect(checked.out()).toMatch(/two\.bakeoff\.jsonc:2:15: error: .*\[unknown-class\]/);
  });

  it('ends with 1 for a mistake in the file', async () => {
    const io = await test('{ "acuracy": ">=0.9" }');
    expect([io.code, io.err().includes('Did you mean "accuracy"?')]).toEqual([1, true]);
  });

  it('writes reports to a file, and the table beside', async () => {
    const out = path.join(temporary.path, 'tests.xml');
    const io = await test('{ "accuracy": ">=0.9" }', '--reporter', 'junit', '--out', out);
    expect(await readFile(out, 'utf8')).toMatch(
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="bakeoff" tests="2" failures="0" errors="2"/,
    );
    expect(io.out()).toContain('two: 2 not measured.');
    expect((await test('{}', '--out', temporary.path)).code).toBe(2);
  });

  it('prints JSON lines and Markdown', async () => {
    const lines = (await test('{ "accuracy": ">=0.9" }', '--json')).out().trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).type)).toEqual(['expectation', 'expectation', 'test']);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ model: 'ann', line: 2, status: 'missing', measured: null });
    expect((await test('{ "accuracy": ">=0.9" }', '--reporter', 'markdown')).out()).toMatch(
      /^### two: 2 not measured\n/,
    );
  });
});

describe('the exit code', () => {
  const fileOf = (...statuses: ExpectationStatus[]) =>
    [
      { file: '', name: '', notes: [], lines: statuses.map((status) => ({ status }) as TestLine) },
    ] as readonly TestedFile[];

  it.each<[ExpectationStatus[], skip: number, pass: number, fail: number]>([
    [[], 0, 0, 0],
    [['pass'], 0, 0, 0],
    [['pass', 'fail', 'undecided', 'missing'], 1, 1, 1],
    [['pass', 'undecided', 'missing'], 4, 4, 1],
    [['pass', 'missing'], 4, 4, 4],
    [['pass', 'undecided'], 5, 0, 1],
  ])('of %j', (statuses, ...codes) => {
    const found = (['skip', 'pass', 'fail'] as const).map((undecidedAs) =>
      exitCodeFor(fileOf(...statuses), undecidedAs),
    );
    expect(found).toEqual(codes);
  });
});
