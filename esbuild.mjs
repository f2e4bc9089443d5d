// Every bundle of the product, in one place. `node esbuild.mjs` builds; `--watch` keeps building.
import { chmodSync, existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { context } from 'esbuild';

process.chdir(import.meta.dirname);

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

const watch = process.argv.includes('--watch');
for (const options of bundles) {
  const build = await context(options);
  if (watch) await build.watch();
  else {
    await build.rebuild();
    await build.dispose();
  }
}

// npm links a package's commands into other packages only. With this link `npx bakeoff` starts at once in this one, where
// npx would else install the folder into a cache of its own first, and break for good if that fails once.
if (!watch && process.platform !== 'win32' && existsSync('node_modules/.bin')) {
  chmodSync('dist/cli.cjs', 0o755);
  rmSync('node_modules/.bin/bakeoff', { force: true });
  symlinkSync('../../dist/cli.cjs', 'node_modules/.bin/bakeoff');
}
