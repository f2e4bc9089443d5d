import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadEngine } from '../../src/engines/loadEngine.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();

/** A tfjs-node that does something else than load, and writes down each try. */
function fakeLibrary(script: string) {
  const folder = temporary.path;
  const library = join(folder, 'tfjs-node');
  const binding = join(library, 'lib', 'napi-v3', 'tfjs_binding.node');
  const log = join(folder, 'tries');
  mkdirSync(join(library, 'lib', 'napi-v3'), { recursive: true });
  writeFileSync(binding, '');
  writeFileSync(log, '');
  writeFileSync(join(library, 'package.json'), JSON.stringify({ name: '@tensorflow/tfjs-node', main: 'index.js' }));
  writeFileSync(
    join(library, 'index.js'),
    `require('node:fs').appendFileSync(${JSON.stringify(log)}, 'x');\n${script}`,
  );
  const env = { ...process.env, BAKEOFF_CACHE: join(folder, 'cache'), BAKEOFF_TFJS_NODE: library };
  return { env, binding, tries: () => readFileSync(log, 'utf8').length };
}

describe('the engine auto', () => {
  it('is the portable one, without a word, where nothing is installed', async () => {
    const folder = temporary.path;
    const notes: string[] = [];
    const engine = await loadEngine('auto', {
      env: { BAKEOFF_CACHE: join(folder, 'cache') },
      projectFolder: folder,
      note: (text) => notes.push(text),
    });
    expect(engine.describe()).toMatchObject({ id: 'portable', threads: 1 });
    expect(engine.describe().note).toBeUndefined();
    expect(notes).toEqual([]);
  });

  for (const [how, script, problem] of [
    ['crashes', 'process.abort();', 'ended by SIGABRT'],
    ['throws', "throw new Error('wrong architecture');", 'wrong architecture'],
    ['hangs', 'for (;;);', 'no answer within 1 s'],
  ] as const)
    it(`is the portable one, and says so, where the native library ${how}; it is tried once`, async () => {
      const { env, tries } = fakeLibrary(script);
      const notes: string[] = [];
      const load = () => loadEngine('auto', { env, timeLimitMs: 1000, note: (text) => notes.push(text) });
      const { id, note } = (await load()).describe();
      expect(id).toBe('portable');
      expect(note).toContain('The native engine cannot be used, so the portable one computes');
      expect(note).toContain(problem);
      expect(notes).toEqual([note]);
      const started = performance.now();
      expect((await load()).describe().note).toBe(note);
      expect(performance.now() - started).toBeLessThan(50);
      expect(tries()).toBe(1);
    });

  it('tries a library again that has changed', async () => {
    const { env, binding, tries } = fakeLibrary('process.exit(3);');
    await loadEngine('auto', { env });
    utimesSync(binding, new Date(), new Date(2030, 0, 1));
    await loadEngine('auto', { env });
    expect(tries()).toBe(2);
  });

  it('is the portable one where the environment names a library that is none', async () => {
    const engine = await loadEngine('auto', { env: { BAKEOFF_TFJS_NODE: temporary.path } });
    expect(engine.describe().note).toContain('BAKEOFF_TFJS_NODE');
  });
});

it('an engine asked for by name is that one or an error', async () => {
  expect((await loadEngine('portable')).describe().id).toBe('portable');
  await expect(loadEngine('abacus' as never)).rejects.toThrow(
    'there is no engine abacus; there are: tensorflow, portable',
  );
});
