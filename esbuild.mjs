// Every bundle of the product, in one place. `node esbuild.mjs` builds; `--watch` keeps building.
import { chmodSync, copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { context } from 'esbuild';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

const node = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  outdir: 'dist',
  sourcemap: true,
  logLevel: 'warning',
  define: { BAKEOFF_VERSION: JSON.stringify(version) },
  // jsonc-parser's main file is UMD, which no bundler can follow.
  mainFields: ['module', 'main'],
  external: ['@tensorflow/tfjs-node'],
};

const bundles = [
  { ...node, entryPoints: { cli: 'src/cli/main.ts' }, banner: { js: '#!/usr/bin/env node' } },
  { ...node, entryPoints: { trainer: 'src/trainer/main.ts' } },
];

// The portable engine's kernels, compiled by TensorFlow.js: read from beside the bundle.
const wasmPackage = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'));
const wasmFile = 'tfjs-backend-wasm-simd.wasm';
mkdirSync('dist', { recursive: true });
copyFileSync(join(wasmPackage, 'wasm-out', wasmFile), join('dist', wasmFile));

const watch = process.argv.includes('--watch');
for (const options of bundles) {
  const build = await context(options);
  if (watch) await build.watch();
  else {
    await build.rebuild();
    await build.dispose();
  }
}

// npx runs the command as a program, and only npm's first linking of the package would make it one.
if (!watch) chmodSync('dist/cli.cjs', 0o755);
