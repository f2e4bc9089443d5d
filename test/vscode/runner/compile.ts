import { chmodSync, copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { phaseOf } from '../phaseOf.js';
import type { SuiteDefinition } from '../suiteDefinition.js';

/** A suite, compiled. */
export interface CompiledSuite {
  readonly name: string;
  readonly definition: SuiteDefinition;
  /** What VS Code is given as the path of the tests. */
  readonly testsPath: string;
}

const shared: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  sourcemap: 'inline',
  logLevel: 'warning',
  mainFields: ['module', 'main'],
  define: { BAKEOFF_VERSION: '"0.0.0-test"' },
  external: ['@tensorflow/*', 'vscode', 'mocha', 'playwright-core'],
};

/** Names of all suites of the project: the folders in `suites`. */
export function suiteNames(project: string): string[] {
  return readdirSync(join(project, 'test/vscode/suites'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/**
 * Compiles a suite into a folder of its own below `outdir`: each `*.spec.ts`, and the entry that runs them.
 * @throws Error when its `suite.ts` exports no `suite`, or a phase has no spec.
 */
export async function compileSuite(project: string, name: string, outdir: string): Promise<CompiledSuite> {
  const source = join(project, 'test/vscode/suites', name);
  const folder = join(outdir, 'suites', name);
  rmSync(folder, { recursive: true, force: true });
  const specs = readdirSync(source).filter((file) => file.endsWith('.spec.ts'));
  const entries = ['suite.ts', ...specs].map((file) => [basename(file, '.ts'), join(source, file)]);
  await build({
    ...shared,
    entryPoints: { ...Object.fromEntries(entries), index: join(project, 'test/vscode/support/runSpecs.ts') },
    outdir: folder,
  });
  const { suite } = createRequire(__filename)(join(folder, 'suite.cjs')) as { suite?: SuiteDefinition };
  if (suite === undefined) throw new Error(`${join(source, 'suite.ts')} exports no "suite".`);
  for (let phase = 1; phase <= (suite.transitions?.length ?? 0) + 1; phase += 1)
    if (!specs.some((file) => phaseOf(file) === phase)) throw new Error(`${source} has no spec of phase ${phase}.`);
  return { name, definition: suite, testsPath: join(folder, 'index.cjs') };
}

/** Compiles the stand-in for VS Code; gives its path, which can be started. `bin/code` beside it is its command line. */
export async function compileLauncher(project: string, outdir: string): Promise<string> {
  const launcher = join(outdir, 'code');
  const outfile = join(outdir, 'launcher.cjs');
  const entry = join(project, 'test/vscode/launcher/main.ts');
  await build({ ...shared, entryPoints: [entry], outfile, banner: { js: '#!/usr/bin/env node' } });
  mkdirSync(join(outdir, 'bin'), { recursive: true });
  for (const path of [launcher, join(outdir, 'bin', 'code')]) {
    rmSync(path, { force: true });
    copyFileSync(outfile, path);
    chmodSync(path, 0o755);
  }
  return launcher;
}
