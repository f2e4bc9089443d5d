// Every bundle of the product, in one place. `node esbuild.mjs` builds; `--watch` keeps building; `--production` builds
// what is packaged: minified, source maps beside but not referred to.
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/**
 * esbuild's options for every bundle, by name.
 * @param {{ production?: boolean, outdir?: string }} [options]
 * @returns {Record<string, import('esbuild').BuildOptions>}
 */
export function bundles({ production = false, outdir = 'dist' } = {}) {
  const shared = {
    absWorkingDir: root,
    bundle: true,
    outdir,
    minify: production,
    sourcemap: production ? 'external' : true,
    metafile: true,
    logLevel: 'warning',
    define: { BAKEOFF_VERSION: JSON.stringify(version) },
    legalComments: 'none', // THIRD_PARTY_NOTICES.txt has them all.
  };
  const node = {
    ...shared,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    // jsonc-parser's main file is UMD, which no bundler can follow.
    mainFields: ['module', 'main'],
    external: ['@tensorflow/tfjs-node'],
    // The JPEG decoder looks for its own place, but is handed its WebAssembly.
    logOverride: { 'empty-import-meta': 'silent' },
    plugins: [besideTheBundle('h5wasm')],
  };
  const page = {
    ...shared,
    platform: 'browser',
    target: 'chrome132', // that of VS Code 1.100
    format: 'iife',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
  };
  return {
    extension: { ...node, entryPoints: { extension: 'src/extension.ts' }, external: ['vscode'] },
    service: { ...node, entryPoints: { service: 'src/service/main.ts' } },
    judge: { ...node, entryPoints: { judge: 'src/service/judgement/judgeWorker.ts' } },
    trainer: { ...node, entryPoints: { trainer: 'src/trainer/main.ts' } },
    // What a Ray job starts: it has a trainer of its own beside it.
    rayWorker: { ...node, entryPoints: { rayWorker: 'src/rayWorker/main.ts' } },
    cli: { ...node, entryPoints: { cli: 'src/cli/main.ts' }, banner: { js: '#!/usr/bin/env node' } },
    // What reads Keras's files: 4 MB, which the trainer loads when there is such a file.
    h5wasm: { ...node, format: 'esm', outExtension: { '.js': '.mjs' }, entryPoints: { h5wasm: 'h5wasm' }, plugins: [] },
    webview: { ...page, entryPoints: { webview: 'webview/main.ts' } },
    report: { ...page, entryPoints: { report: 'webview/report/main.ts' } },
    webviewStyle: { ...page, entryPoints: { webview: 'webview/styles/page.css' } },
  };
}

/** Where an `import()` asks for the package, has a bundle load the one beside it, which holds nothing else. */
function besideTheBundle(name) {
  return {
    name: `${name} beside the bundle`,
    setup({ onResolve }) {
      onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: `./${name}.mjs`, external: true }));
    },
  };
}

/** WebAssembly that is read from beside the bundles: the portable engine's kernels, and the JPEG decoder. */
export const wasmFiles = {
  'tfjs-backend-wasm-simd.wasm': '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm',
  'mozjpeg_dec.wasm': '@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm',
};

/** Copies to `outdir` what bundles read from beside them, and makes the command line a program. */
export function finish(outdir) {
  const { resolve } = createRequire(import.meta.url);
  mkdirSync(outdir, { recursive: true });
  for (const [name, source] of Object.entries(wasmFiles)) copyFileSync(resolve(source), join(outdir, name));
  // npx runs the command as a program, and only npm's first linking of the package would make it one.
  const program = join(outdir, 'cli.cjs');
  if (existsSync(program)) chmodSync(program, 0o755);
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const all = Object.values(bundles({ production: argv.includes('--production') }));
  if (argv.includes('--watch')) for (const options of all) await (await context(options)).watch();
  else await Promise.all(all.map((options) => build(options)));
  finish(join(root, 'dist'));
}
