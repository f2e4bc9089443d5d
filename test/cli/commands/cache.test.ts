import path from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { registerCacheCommand } from '../../../src/cli/commands/cache.js';
import { FeatureCache } from '../../../src/features/featureCache.js';
import { captureIo } from '../../support/captureIo.js';
import { useTemporaryFolder } from '../../support/temporaryFolder.js';

const temporary = useTemporaryFolder();

beforeEach(() => {
  vi.stubEnv('BAKEOFF_CACHE', temporary.path);
  vi.stubEnv('BAKEOFF_FEATURE_CACHE', '2 GB');
  vi.stubEnv('BAKEOFF_FEATURE_FOLDER', '');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

async function run(argv: readonly string[], json = false) {
  const io = captureIo({ json });
  const program = new Command('bakeoff').exitOverride();
  registerCacheCommand(program, io);
  await program.parseAsync([...argv], { from: 'user' });
  return io;
}

async function fill(): Promise<void> {
  const writer = await new FeatureCache().write('a'.repeat(64));
  await writer.append(new Float32Array(1024));
  const names = { modelName: 'Evil\u001b[31m', datasetName: 'Fashion-MNIST', layer: 'pool' };
  await writer.finish({ ...names, shape: [512], rows: 2 });
}

describe('bakeoff cache', () => {
  it('lists nothing, and where nothing is', async () => {
    const io = await run(['cache', 'list']);
    expect(io.out()).toBe('There are no features in the cache.\n');
    expect(io.err()).toContain('at most 2.00 GB (BAKEOFF_FEATURE_CACHE)');
    expect(io.err()).toContain(path.join(temporary.path, 'features'));
  });

  it('lists whose features there are, and clears them', async () => {
    await fill();
    const io = await run(['cache', 'list']);
    expect(io.out()).toMatch(/pool +│ +512 │ +2 │ Fashion-MNIST │ 2\.05 KB/);
    expect(io.out()).not.toContain('\u001b');
    expect(JSON.parse((await run(['cache', 'list'], true)).out())).toMatchObject({
      type: 'featureCache',
      limitBytes: 2e9,
      bytes: 2048,
      entries: [{ layer: 'pool', shape: [512], rows: 2 }],
    });
    expect((await run(['cache', 'clear'])).out()).toBe('Removed 1 entry, 2.05 KB.\n');
    expect((await run(['cache', 'clear'], true)).out()).toBe('{"type":"featureCacheCleared","entries":0,"bytes":0}\n');
  });
});
