// Runs a TypeScript script: `node test/support/runScript.mjs FILE.ts [ARGUMENT…]`.
//
// It bundles with the esbuild that builds the product, with the same settings, and runs the result in this process (so
// that standard streams, signals and the process id are the script's own). No second way of loading TypeScript, hence
// no tsx: what is measured here is compiled as what ships.
import { renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { argv, exit, stderr } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const [script, ...scriptArguments] = argv.slice(2);
if (script === undefined) {
  stderr.write('usage: node test/support/runScript.mjs FILE.ts [ARGUMENT…]\n');
  exit(2);
}
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const entry = resolve(script);
// Beside the product's bundles: what is found relative to `dist` there is found from here too. Peers are started while
// others run, so each script has a file of its own.
const outfile = join(root, 'dist', `test-${basename(dirname(entry))}-${basename(entry, '.ts')}.cjs`);

// Beside and renamed: two processes of one script may start at once.
const beside = `${outfile}.${process.pid}`;
await build({
  entryPoints: [entry],
  outfile: beside,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: 'inline',
  logLevel: 'warning',
  // jsonc-parser's main file is UMD, which no bundler can follow.
  mainFields: ['module', 'main'],
  define: { BAKEOFF_VERSION: '"0.0.0-test"' },
  external: ['@tensorflow/*', 'esbuild', 'playwright-core', '@vscode/*'],
});

renameSync(beside, outfile);
process.setSourceMapsEnabled(true);
argv.splice(1, argv.length - 1, outfile, ...scriptArguments);
createRequire(import.meta.url)(outfile);
