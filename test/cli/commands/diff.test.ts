import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../src/cli/runCommandLine.js';
import { captureIo } from '../../support/captureIo.js';
import { modelText } from '../../support/modelText.js';
import { RUN_ID, runStarted } from '../../support/runEvents.js';
import { storeEvents } from '../../support/storedRun.js';
import { useTemporaryFolder } from '../../support/temporaryFolder.js';

const temporary = useTemporaryFolder();

async function run(...argv: string[]) {
  const io = captureIo({ json: argv.includes('--json') });
  const code = await runCommandLine(argv, io, '1.2.3');
  return Object.assign(io, { code });
}

async function write(name: string, text: string): Promise<string> {
  const file = path.join(temporary.path, name);
  await writeFile(file, text);
  return file;
}

const flatten = '{ "type": "flatten" }';
const dense = (units: number, more = '') => `{ "type": "dense", "units": ${units}${more} }`;
const output = dense(10, ', "activation": "softmax"');

describe('bakeoff diff', () => {
  it('ends with 1 and tells each change with its lines and what it does', async () => {
    const first = await write('a.model.jsonc', modelText(flatten, dense(16), output));
    const second = await write(
      'b.model.jsonc',
      modelText(flatten, dense(32), '{ "type": "dropout", "rate": 0.5 }', output),
    );
    const io = await run('diff', first, second, '--dataset', 'fashion-mnist');
    expect(io.code).toBe(1);
    expect(io.out()).toContain(
      'a.model.jsonc → b.model.jsonc: 2 changes; parameters 12,730 → 25,450, MACs 12.7 K → 25.4 K',
    );
    expect(io.out()).toMatch(/1 │ dense: units 16 → 32 │ 5 → 5 │ \+12,720 parameters, \+12\.7 K MACs, dense 16 → 32/);
    expect(io.out()).toMatch(/2 │ dropout added +│ – → 6/);
    const [json] = (await run('diff', first, second, '--json')).out().trimEnd().split('\n');
    const told = JSON.parse(json ?? '');
    expect(told).toMatchObject({ type: 'definitionDiff', isSame: false, total: { parameters: { after: 25450 } } });
    expect(told.changes.map(({ text }: { text: string }) => text)).toEqual(['dense: units 16 → 32', 'dropout added']);
    expect(told.changes[0].effect.shapes).toEqual([{ layer: 'dense', before: [16], after: [32] }]);
  });

  it('ends with 0 for two ways to write one thing', async () => {
    const first = await write('a.model.jsonc', modelText(flatten, output));
    const written = modelText('{ "from": "input", /* As it is. */ "type": "flatten" }', output);
    const second = await write('b.model.jsonc', written);
    const io = await run('diff', first, second);
    expect([io.code, io.out()]).toEqual([0, 'a.model.jsonc → b.model.jsonc: nothing differs\n']);
  });

  it('compares a run with a file, and counts with what was asked for with the run', async () => {
    const runs = path.join(temporary.path, 'runs');
    // The recorded run knows three classes.
    const text = modelText(flatten, output.replace('10', '3'));
    const started = runStarted({ definitionText: text });
    const request = { ...started.request, recipe: { epochs: 3 } };
    await storeEvents(runs, RUN_ID, [{ ...started, request }]);
    const file = await write('now.model.jsonc', text.replace('"units": 3', '"useBias": false, "units": 3'));
    const io = await run('diff', 'latest', file, '--runs', runs);
    expect(io.code).toBe(1);
    expect(io.out()).toContain('2 changes');
    expect(io.out()).toMatch(/dense: useBias true → false │ 5 → 5 │ −3 parameters/);
    expect(io.out()).toMatch(/epochs 3 → 30 +│ – → –/);
  });

  it('ends with 2 where there is nothing to compare', async () => {
    const sound = await write('a.model.jsonc', modelText(flatten, output));
    const broken = await write('b.model.jsonc', modelText('{ "type": "flaten" }'));
    const comparison = await write('c.bakeoff.jsonc', '{}');
    const bad = await run('diff', sound, broken);
    expect(bad.code).toBe(2);
    expect(bad.err()).toContain('Did you mean "flatten"?');
    expect(bad.err()).toContain('b.model.jsonc cannot be compared: it has errors');
    expect((await run('diff', sound, comparison)).err()).toContain('is a comparison; name one of its models');
    expect((await run('diff', sound, path.join(temporary.path, 'd.model.jsonc'))).code).toBe(2);
    expect((await run('diff', sound, 'nobody', '--runs', temporary.path)).code).toBe(2);
  });
});
