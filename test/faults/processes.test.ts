import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listRuns } from '../../src/runs/listRuns.js';
import {
  annText,
  cliEntry,
  crash,
  epochsOf,
  makeImages,
  outcomeOf,
  requestOf,
  startRun,
  triedEngines,
} from '../support/faultRuns.js';
import { useFaultTable } from '../support/faultTable.js';
import { filesBelow } from '../support/temporaryFolder.js';

const faults = useFaultTable();
const engine = triedEngines.includes('portable') ? 'portable' : triedEngines[0];

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** `bakeoff ARGUMENT…` in a process of its own. */
function bakeoff(...argv: string[]): Promise<Outcome> {
  const child = spawn(process.execPath, [cliEntry, ...argv], { env: { ...process.env, NO_COLOR: '1' } });
  let [out, err] = ['', ''];
  child.stdout.on('data', (bytes) => {
    out += bytes;
  });
  child.stderr.on('data', (bytes) => {
    err += bytes;
  });
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

describe.skipIf(engine === undefined)('several processes', () => {
  let root = '';
  let dataset = '';
  let definition = '';
  const runs = () => path.join(root, 'runs');
  const train = () =>
    bakeoff('train', definition, '--dataset', dataset, '--seed', '5', '--engine', engine ?? '', '--runs', runs());

  beforeAll(() => {
    root = mkdtempSync(path.join(tmpdir(), 'bakeoff-processes-'));
    dataset = makeImages(root);
    definition = path.join(root, 'ann.model.jsonc');
    writeFileSync(definition, annText(4));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('train in one runs folder at the same time without knowing of each other', async () => {
    const fault = 'three processes train in one runs folder';
    faults.tried(fault);
    const lists = [train(), train(), train(), bakeoff('runs', '--runs', runs()), bakeoff('runs', '--runs', runs())];
    for (const { code, err } of await Promise.all(lists)) expect([code, err.match(/error/)]).toEqual([0, null]);
    const listed = (await listRuns(runs())).runs;
    expect(listed.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
    expect(new Set(listed.map(({ runId }) => runId)).size).toBe(3);
    const outcomes = await Promise.all(listed.map(({ folder }) => outcomeOf(folder)));
    expect(outcomes[1]).toEqual(outcomes[0]);
    expect(outcomes[2]).toEqual(outcomes[0]);
    faults.survived(fault);
  }, 60_000);

  it('that resume one run are one that does and others that say why not', async () => {
    const fault = 'four processes resume one run';
    const request = requestOf(engine ?? '', dataset, annText(40));
    const killed = await startRun(path.join(root, 'killed'), request);
    await epochsOf(killed.folder, 2);
    await crash(killed, 0);
    faults.tried(fault);
    const results = await Promise.all([1, 2, 3, 4].map(() => bakeoff('resume', killed.folder)));
    const won = results.filter(({ code }) => code === 0);
    expect(won).toHaveLength(1);
    expect(won[0]?.out).toMatch(/Resumed +after epoch \d+/);
    for (const { code, err } of results.filter((result) => !won.includes(result))) {
      expect(code).toBe(2);
      expect(err).toMatch(/is being trained, by process \d+|is complete: there is nothing to resume/);
    }
    const whole = await startRun(path.join(root, 'whole'), request);
    await whole.events;
    expect(await outcomeOf(killed.folder)).toEqual(await outcomeOf(whole.folder));
    faults.survived(fault);
  }, 60_000);

  it('verify: identical to the bit, a spoilt figure and a spoilt prediction are found, and the verdict is kept', async () => {
    const id = (await listRuns(runs())).runs[0]?.runId ?? '';
    const folder = path.join(root, 'verified', id);
    mkdirSync(path.dirname(folder));
    cpSync(path.join(runs(), id), folder, { recursive: true });
    const same = await bakeoff('verify', folder);
    expect([same.code, same.out]).toEqual([0, 'identical to the bit: 4 of 4 epochs, final weights and predictions\n']);
    expect((await bakeoff('runs', 'show', folder)).out).toMatch(/Verified +identical to the bit: 4 of 4 epochs/);

    const predictions = path.join(folder, 'predictions.bin');
    const bytes = readFileSync(predictions);
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    writeFileSync(predictions, bytes);
    const spoilt = JSON.parse((await bakeoff('verify', folder, '--json')).out);
    expect(spoilt).toMatchObject({
      verdict: 'different',
      epochs: 4,
      partings: [expect.stringMatching(/^Predictions: .* up to \d.*e-\d+ apart\.$/)],
    });

    const events = path.join(folder, 'events.ndjson');
    const text = readFileSync(events, 'utf8');
    const changed = text.replace(/("type":"epochEnded".*?"epoch":3.*?"loss":)(\d\.\d+)/, '$10.5');
    expect(changed).not.toBe(text);
    writeFileSync(events, changed);
    const different = await bakeoff('verify', folder);
    expect(different.code).toBe(1);
    expect(different.out).toMatch(
      /^different from epoch 3 on\n {2}Epoch 3: loss 0\.5, now \d\.\d+ \(\d\.\de-?\+?\d+ apart\)\.\n$/,
    );
    expect((await bakeoff('runs', 'show', folder)).out).toMatch(/Verified +different from epoch 3 on/);
    const first = await bakeoff('verify', folder, '--epochs', '2');
    expect([first.code, first.out]).toEqual([0, 'identical to the bit: 2 of 4 epochs\n']);
  }, 60_000);

  it('show a complete run with a spoilt byte in any of its files, or say what is wrong', async () => {
    const id = (await listRuns(runs())).runs[1]?.runId ?? '';
    const original = path.join(runs(), id);
    for (const name of filesBelow(original)) {
      const fault = `spoilt byte in ${name.replace(/\d+/, 'N')} of a complete run`;
      faults.tried(fault);
      const folder = path.join(root, `spoilt-${name.replace(/\W/g, '-')}`, id);
      cpSync(original, folder, { recursive: true });
      const file = path.join(folder, name);
      const bytes = readFileSync(file);
      const at = Math.floor(bytes.length / 3);
      bytes[at] = (bytes[at] ?? 0) ^ 0x55;
      writeFileSync(file, bytes);
      const shown = await bakeoff('runs', 'show', folder);
      expect(shown.err).not.toMatch(/\n {4}at /);
      expect(shown.code).toBe(0);
      expect(shown.out).toMatch(/Status +(completed|interrupted)/);
      expect((shown.out.match(/^Warning:/gm) ?? []).length).toBeLessThanOrEqual(1);
      const used = await bakeoff('evaluate', folder, '--json');
      expect(used.err).not.toMatch(/\n {4}at /);
      if (used.code !== 0) expect(used.err).toMatch(/^bakeoff: error: .{20,}/);
      faults.survived(fault);
    }
  }, 120_000);
});
