import { resolve } from 'node:path';
import type { Metafile } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleMetafiles, evaluatedAtOnce, packagesIn } from '../support/bundleMetafiles.js';

const root = resolve(__dirname, '../..');
const kB = 1_000;
let files: Record<string, Metafile>;

beforeAll(async () => {
  files = await bundleMetafiles(root);
}, 60_000);

function bundle(name: string): Metafile {
  const file = files[name];
  if (file === undefined) throw new Error(`no bundle ${name}`);
  return file;
}

function bytes(name: string, path: string): number {
  return bundle(name).outputs[path]?.bytes ?? Number.POSITIVE_INFINITY;
}

describe('the bundle of the extension host', () => {
  it('holds nothing that computes, downloads or draws', () => {
    expect([...packagesIn(bundle('extension')).keys()].sort()).toEqual(['jsonc-parser']);
  });

  it('needs nothing but VS Code and Node', () => {
    const imports = Object.values(bundle('extension').outputs).flatMap((output) => output.imports);
    const foreign = imports.filter(({ path }) => path !== 'vscode' && !path.startsWith('node:'));
    expect(foreign.map(({ path }) => path)).toEqual([]);
  });

  // What costs time is what is evaluated at the start, which the next test holds down; the rest is read, and waits.
  it('is small', () => {
    expect(bytes('extension', 'dist/extension.cjs')).toBeLessThan(500 * kB);
  });

  it('evaluates little before it is asked for more: no parser, no layer, no panel', () => {
    const atOnce = evaluatedAtOnce(bundle('extension'), 'src/extension.ts');
    const heavy = /node_modules|src\/core\/(definition\/(?!nearest)|layers|plan|graph)|src\/host\/panel\/(?!lazy)/;
    const size = [...atOnce].reduce((sum, [, own]) => sum + own, 0);
    expect([...atOnce.keys()].filter((path) => heavy.test(path))).toEqual([]);
    expect(size).toBeLessThan(120 * kB);
  });
});

describe('the other bundles', () => {
  it('have engines in the trainer alone', () => {
    for (const name of ['extension', 'service', 'cli', 'webview'])
      expect([...packagesIn(bundle(name)).keys()].filter((name) => name.startsWith('@tensorflow/'))).toEqual([]);
    expect(packagesIn(bundle('trainer')).has('@tensorflow/tfjs-backend-wasm')).toBe(true);
  });

  it('know nothing of VS Code’s host', () => {
    for (const name of ['service', 'trainer', 'cli', 'webview']) {
      const imports = Object.values(bundle(name).outputs).flatMap((output) => output.imports);
      expect(imports.filter(({ path }) => path === 'vscode')).toEqual([]);
    }
  });

  it('make a page that stands alone', () => {
    const imports = Object.values(bundle('webview').outputs).flatMap((output) => output.imports);
    expect(imports.filter(({ external }) => external)).toEqual([]);
    // About half of it are chart.js and the toolkit (247 of 512 kB).
    expect(bytes('webview', 'dist/webview.js')).toBeLessThan(530 * kB);
  });
});
