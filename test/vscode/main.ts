// `npm run test:vscode`: runs the suites in a real VS Code, one after the other.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ownName, removeAbandoned } from './abandoned.js';
import { compileSuite, suiteNames } from './runner/compile.js';
import { findExecutable } from './runner/executable.js';
import { openByHand, type RunSuiteOptions, runSuite, type SuiteResult } from './runner/runSuite.js';

const usage = `npm run test:vscode -- [OPTION…]
  --suite NAME   only this suite; may be repeated
  --grep REGEX   only tests whose full title matches
  --require      fail where no VS Code can be had, as with BAKEOFF_TEST_VSCODE=required; else say so and end well
  --desktop      download VS Code itself, even where its server build can run
  --open NAME    open VS Code on the folders of a suite without its tests, and print the address that drives it
  --no-retry     do not run a suite that fails a second time
  --keep         leave the folders of suites, and print where they are
  --list         print the names of suites`;

const project = resolve(__dirname, '..');
const compiled = join(project, 'coverage', 'vscode');
/** Of this process alone: several may run. */
const outdir = join(compiled, ownName('run'));
const log = (line: string) => process.stderr.write(`${line}\n`);

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      suite: { type: 'string', multiple: true, default: [] },
      grep: { type: 'string' },
      require: { type: 'boolean', default: false },
      desktop: { type: 'boolean', default: false },
      open: { type: 'string' },
      keep: { type: 'boolean', default: false },
      'no-retry': { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const known = suiteNames(project);
  if (values.help || values.list) {
    console.log(values.help ? usage : known.join('\n'));
    return true;
  }
  const wanted = values.open === undefined ? values.suite : [values.open];
  for (const name of wanted)
    if (!known.includes(name)) throw new Error(`There is no suite "${name}"; there are ${known.join(', ')}.`);

  mkdirSync(outdir, { recursive: true });
  removeAbandoned(compiled, 'run');
  const executable = await findExecutable({ project, outdir, downloads: compiled, wantsDesktop: values.desktop, log });
  if (executable.path === undefined) {
    log(`\n${'#'.repeat(80)}\nskipped: the tests in a real VS Code: ${executable.missing}\n${'#'.repeat(80)}\n`);
    return !values.require && process.env.BAKEOFF_TEST_VSCODE !== 'required';
  }
  log(`In ${executable.describedAs}:`);
  const options: RunSuiteOptions = {
    project,
    executable: executable.path,
    vsix: once(packageExtension),
    screenshotFolder: join(project, 'coverage', 'screenshots'),
    keep: values.keep,
    retries: 0,
    ...(values.grep === undefined ? {} : { grep: values.grep }),
  };
  if (values.open !== undefined) {
    await openByHand(await compileSuite(project, values.open, outdir), options);
    return true;
  }
  const results: TriedSuite[] = [];
  for (const name of wanted.length === 0 ? known : wanted) {
    log(`\n${name}`);
    rmSync(join(options.screenshotFolder, name), { recursive: true, force: true });
    const suite = await compileSuite(project, name, outdir);
    let result: TriedSuite = await runSuite(suite, options);
    if (result.failure !== undefined && !values['no-retry']) {
      log(`\n${name}, once more: ${result.failure}`);
      result = { ...(await runSuite(suite, { ...options, retries: 1 })), failureBefore: result.failure };
    }
    results.push(result);
  }
  console.log(`\n${results.map(formatResult).join('\n')}`);
  return results.every(({ failure }) => failure === undefined);
}

/** A real window on a busy machine is not always in time: what fails is tried twice, and said to be unstable. */
interface TriedSuite extends SuiteResult {
  readonly failureBefore?: string;
}

function formatResult({ name, phases, seconds, failure, failureBefore, keptIn }: TriedSuite): string {
  const sum = (of: 'passes' | 'pending') => phases.reduce((total, phase) => total + phase[of], 0);
  const skipped = sum('pending') === 0 ? '' : `, ${sum('pending')} skipped`;
  const kept = keptIn === undefined ? '' : `, kept in ${keptIn}`;
  const unstable =
    failureBefore === undefined ? 'passed' : `UNSTABLE, passed the second time (before: ${failureBefore})`;
  const outcome = failure === undefined ? unstable : `FAILED: ${failure};`;
  return `${name}: ${outcome} ${sum('passes')} tests${skipped}, ${Math.round(seconds)} s${kept}`;
}

/** Packages the extension as it would be published; gives the path of the package. */
async function packageExtension(): Promise<string> {
  const file = join(outdir, 'extension.vsix');
  rmSync(file, { force: true });
  const { status } = spawnSync('npm', ['run', 'package', '--', file], {
    cwd: project,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`npm run package ended with ${status}.`);
  return file;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

main()
  .then(
    (isGood) => {
      process.exitCode = isGood ? 0 : 1;
    },
    (error: unknown) => {
      log(error instanceof Error ? (process.env.BAKEOFF_DEBUG ? `${error.stack}` : error.message) : String(error));
      process.exitCode = 1;
    },
  )
  .finally(() => rmSync(outdir, { recursive: true, force: true }));
