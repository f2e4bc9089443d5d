import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/core/run/events.js';
import { createRunFolder } from '../../src/runs/runFolder.js';
import { TrainerProcess } from '../../src/runs/trainerProcess.js';
import { filesBelow } from '../support/temporaryFolder.js';
import { unpackVsix } from '../support/unpackVsix.js';

const root = resolve(__dirname, '../..');

describe('the VSIX', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bakeoff-vsix-'));
  const vsix = join(folder, 'extension.vsix');
  const extension = join(folder, 'unpacked', 'extension');
  let said: string;

  beforeAll(async () => {
    said = execFileSync(process.execPath, [join(root, 'packageExtension.mjs'), vsix], { encoding: 'utf8' });
    await unpackVsix(vsix, join(folder, 'unpacked'));
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is made without a warning, under 12 MB', () => {
    expect(said).toContain('Packaged');
    expect(said).not.toMatch(/warn/i);
    expect(statSync(vsix).size).toBeLessThan(12_000_000);
    expect(statSync(vsix).size).toBeGreaterThan(3_000_000);
  });

  it('has the bundles, the engine, the sample, the definitions and the texts', () => {
    const files = filesBelow(extension).map((path) => path.replaceAll('\\', '/'));
    const bundled = [
      'extension.cjs',
      'judge.cjs',
      'rayWorker.cjs',
      'service.cjs',
      'trainer.cjs',
      'webview.js',
      'webview.css',
      'report.js',
      'codicon.ttf',
    ];
    expect(files.filter((path) => path.startsWith('dist/'))).toEqual(
      [...bundled, 'tfjs-backend-wasm-simd.wasm', 'mozjpeg_dec.wasm', 'h5wasm.mjs']
        .map((name) => `dist/${name}`)
        .sort(),
    );
    expect(files).toEqual(
      expect.arrayContaining([
        ...['cnn.model.jsonc', 'ann.model.jsonc', 'fashion-mnist.bakeoff.jsonc'].map((name) => `data/${name}`),
        ...['train-images', 'train-labels', 't10k-images', 't10k-labels'].map(
          (name) => `data/fashion-mnist/${name}-idx${name.endsWith('images') ? 3 : 1}-ubyte.gz`,
        ),
        ...[
          'README.md',
          'mobilenetV1/LICENSE',
          'mobilenetV1/NOTICE',
          'mobilenetV1/model.json',
          'mobilenetV1/weights.bin',
        ].map((name) => `data/backbones/${name}`),
        ...['data/fashion-mnist/LICENSE', 'data/fashion-mnist/README.md', 'data/schemas/model.schema.json'],
        ...['package.json', 'package.nls.json', 'package.nls.de.json'],
        ...['l10n/bundle.l10n.json', 'l10n/bundle.l10n.de.json', 'media/icon.png', 'media/activityBar.svg'],
        ...['readme.md', 'changelog.md', 'LICENSE.txt', 'THIRD_PARTY_NOTICES.txt', 'language-configuration.json'],
      ]),
    );
  });

  it('has no source, test, tool, map or package of others, and no secret', () => {
    const wrong =
      /\.(ts|map|lock)$|(?<!^dist\/h5wasm)\.mjs$|node_modules|(^|\/)(src|test|webview)\/|(^|\/)\.|package-lock|esbuild|tsconfig/;
    expect(filesBelow(extension).filter((path) => wrong.test(path))).toEqual([]);
    for (const name of ['extension.cjs', 'service.cjs', 'trainer.cjs', 'webview.js', 'report.js']) {
      const text = readFileSync(join(extension, 'dist', name), 'utf8');
      expect(text.includes('sourceMappingURL=') && /sourceMappingURL=\S+\.map\s*$/.test(text), name).toBe(false);
      expect(text.includes(root), `${name} has a path of this machine`).toBe(false);
    }
  });

  it('has a README without pictures and links that the editor cannot find', () => {
    const readme = readFileSync(join(extension, 'readme.md'), 'utf8');
    const links = [...readme.matchAll(/\]\(([^)]*)\)/g)].map((match) => match[1] ?? '');
    expect(links.filter((link) => !/^https:|^#/.test(link))).toEqual([]);
    expect(readme).toContain('\n## In the editor\n');
  });

  it('has the manifest without what serves development', () => {
    const manifest = JSON.parse(readFileSync(join(extension, 'package.json'), 'utf8'));
    expect(Object.keys(manifest)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(scripts|dependencies|devDependencies|bin|private|files)$/)]),
    );
    expect(manifest.name).toBe('model-bakeoff');
    expect(manifest.main).toBe('./dist/extension.cjs');
    for (const path of [manifest.main, manifest.icon, manifest.l10n])
      expect(() => statSync(join(extension, path))).not.toThrow();
  });

  it('trains what it ships on what it ships', async () => {
    const definitionPath = join(extension, 'data', 'cnn.model.jsonc');
    const created = await createRunFolder(join(folder, 'runs'), { modelName: 'cnn', seed: 1, time: Date.now() });
    const trainer = TrainerProcess.start({
      entry: join(extension, 'dist', 'trainer.cjs'),
      runFolder: created.folder,
      request: {
        definitionText: readFileSync(definitionPath, 'utf8'),
        definitionPath,
        dataset: `idx:${join(extension, 'data', 'fashion-mnist')}`,
        seed: 1,
        validationSplit: 0.1,
        limit: 512,
        recipe: { epochs: 1 },
        engine: 'portable',
      },
    });
    const events: RunEvent[] = [];
    for await (const event of trainer.events) events.push(event);
    await trainer.exited;
    expect(events.at(-1)).toMatchObject({ type: 'runCompleted' });
    expect(events.find(({ type }) => type === 'evaluated')).toBeDefined();
  });
});
