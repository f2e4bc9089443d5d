import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/runCommandLine.js';
import { captureIo } from '../support/captureIo.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const fixture = (name: string) => path.join(__dirname, '..', 'fixtures', 'keras', name);

describe('bakeoff import', () => {
  const temporary = useTemporaryFolder();
  const inside = (name: string) => path.join(temporary.path, name);

  async function bakeoff(...argv: string[]) {
    const io = captureIo({ json: argv.includes('--json') });
    const code = await runCommandLine(argv, io, '1.2.3');
    return { code, out: io.out(), err: io.err() };
  }

  it('writes a definition that is checked and summed up as Keras does', async () => {
    const out = inside('residual.model.jsonc');
    const first = await bakeoff('import', fixture('residual-keras3.json'), '--out', out);
    expect(first).toEqual({ code: 0, out: `${out} (residual, 17 layers)\n`, err: '' });
    expect(readFileSync(out, 'utf8')).toContain('"Imported from Keras."');
    expect((await bakeoff('check', out)).code).toBe(0);
    expect((await bakeoff('summary', out)).out).toContain('101,818');

    const again = await bakeoff('import', fixture('residual-keras3.json'), '--out', out);
    expect(again.code).toBe(2);
    expect(again.err).toContain('is there already; nothing was written');
    expect((await bakeoff('import', fixture('residual-keras2.json'), '--out', out, '--force')).code).toBe(0);
    // Keras 3 does not say which it is.
    expect(readFileSync(out, 'utf8')).toContain('"Imported from Keras 2.21.0."');
  });

  it('says where something cannot be read, and writes nothing', async () => {
    const file = inside('lstm.json');
    const layers = ['LSTM', 'Dense'].map((className) => ({
      class_name: className,
      config: { name: className, units: 3 },
    }));
    writeFileSync(file, JSON.stringify({ class_name: 'Sequential', config: { layers } }, null, 2));
    const { code, err, out } = await bakeoff('import', file, '--out', inside('x.model.jsonc'));
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('lstm.json:6:23');
    expect(err).toContain('"LSTM": LSTM is no layer that a definition could name');
    const told = (await bakeoff('import', file, '--json')).out.trim().split('\n');
    expect(told.map((line) => JSON.parse(line).type)).toEqual(['problem', 'error']);
    expect((await bakeoff('import', inside('nothing.json'))).err).toContain('there is no such file');
  });
});
