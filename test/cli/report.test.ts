import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/runCommandLine.js';
import { captureIo } from '../support/captureIo.js';
import { storeRun } from '../support/storedRun.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const runId = '20310405-060708-cnn-s0-4f3a';

// The page is read from `dist`: it has to be built.
describe('bakeoff report', () => {
  const temporary = useTemporaryFolder();

  async function report(...argv: string[]) {
    const io = captureIo({ json: argv.includes('--json') });
    const runs = path.join(temporary.path, 'runs');
    const code = await runCommandLine(['report', ...argv, '--runs', runs], io, '1.2.3');
    return { code, out: io.out(), err: io.err() };
  }

  it('writes one file, tells its size, and writes over it only when told to', async () => {
    await storeRun(path.join(temporary.path, 'runs'), runId);
    const out = path.join(temporary.path, 'report.html');
    const first = await report('cnn', '--out', out, '--baseline', 'cnn');
    expect([first.code, first.out]).toEqual([0, expect.stringMatching(/report\.html \(\d[\d.]* [kM]B\)\n$/)]);
    const html = readFileSync(out, 'utf8');
    expect(html).toMatch(/^<!DOCTYPE html>/);
    expect(html).toContain('<title>Model Bake-off: cnn</title>');
    // With the page as it is built for tests, which is not minified.
    expect(html.length).toBeLessThan(2_000_000);
    const again = await report('cnn', '--out', out);
    expect(again.code).toBe(2);
    expect(again.err).toContain('report.html is there already; nothing was written');
    const forced = await report('cnn', '--out', out, '--force', '--json');
    expect(JSON.parse(forced.out)).toEqual({ type: 'report', file: out, bytes: Buffer.byteLength(readFileSync(out)) });
  });

  it.each([
    [['nothing'], 'There are no runs under'],
    [['cnn', '--baseline', 'ann'], 'ann'],
  ])('refuses %j', async (argv, expected) => {
    if (argv[0] === 'cnn') await storeRun(path.join(temporary.path, 'runs'), runId);
    const out = path.join(temporary.path, 'report.html');
    const { code, err } = await report(...argv, '--out', out);
    expect([code, existsSync(out)]).toEqual([2, false]);
    expect(err).toContain(expected);
  });

  it('says so when the file cannot be written', async () => {
    await storeRun(path.join(temporary.path, 'runs'), runId);
    writeFileSync(path.join(temporary.path, 'file'), '');
    const { code, err } = await report('cnn', '--out', path.join(temporary.path, 'file', 'report.html'));
    expect(code).toBe(2);
    expect(err).toContain('cannot be written');
  });
});
