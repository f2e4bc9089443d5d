import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { resolveCliArgsFromVSCodeExecutablePath, runTests } from '@vscode/test-electron';
import { SERVER_BUILDS, serverBuildsFolder } from '../install/serverBuild.js';
import type { Companion, SuitePlace } from '../suiteDefinition.js';
import { type PhaseResult, readProgress, SUITE_GREP, SUITE_PLACE, SUITE_RETRIES } from '../suiteProgress.js';
import { SCREENSHOT_FOLDER, WINDOW_SIZE } from '../uiProtocol.js';
import type { CompiledSuite } from './compile.js';
import { makePlace, openArgument, removePlace } from './place.js';

export interface RunSuiteOptions {
  readonly project: string;
  readonly executable: string;
  /** Path of the packaged extension, for suites that install it. */
  readonly vsix: () => Promise<string>;
  readonly screenshotFolder: string;
  readonly grep?: string;
  /** How often a test that failed is tried again, in the same window. */
  readonly retries: number;
  /** Leave the suite's folders for a look at them. */
  readonly keep: boolean;
}

type BesideCompanion = RunSuiteOptions & { readonly companion: Companion | undefined };

/** What a suite came to. */
export interface SuiteResult {
  readonly name: string;
  readonly phases: readonly PhaseResult[];
  readonly seconds: number;
  /** Why it did not pass. */
  readonly failure?: string;
  /** Its folders, if they were kept. */
  readonly keptIn?: string;
}

/** Runs all phases of a suite, each in a VS Code of its own or in the one that was reloaded. */
export async function runSuite(suite: CompiledSuite, options: RunSuiteOptions): Promise<SuiteResult> {
  const started = performance.now();
  const place = await makePlace(options.project, suite.name, suite.definition);
  let companion: Companion | undefined;
  try {
    companion = await suite.definition.accompany?.(place);
    const developed = await provideExtension(suite, place, options);
    let progress = readProgress(place.root);
    let failure: string | undefined;
    // A phase that hands over to the next by ending VS Code, whatever its exit code, has stepped the progress on.
    for (let last = 0; progress.phase > last && progress.results.length < progress.phase; ) {
      last = progress.phase;
      failure = await startVscode(suite, place, { ...options, developed, companion });
      progress = readProgress(place.root);
    }
    const { results } = progress;
    const seconds = (performance.now() - started) / 1000;
    failure = verdict(suite, results, options.grep) ?? failure;
    const kept = options.keep ? { keptIn: place.root } : {};
    return { name: suite.name, phases: results, seconds, ...kept, ...(failure === undefined ? {} : { failure }) };
  } finally {
    await companion?.close();
    if (!options.keep) removePlace(place);
  }
}

/** Opens VS Code on a suite's folders without its tests, to be used by hand or by a script; resolves when it is closed. */
export async function openByHand(suite: CompiledSuite, options: RunSuiteOptions): Promise<void> {
  const place = await makePlace(options.project, suite.name, suite.definition);
  let companion: Companion | undefined;
  try {
    companion = await suite.definition.accompany?.(place);
    const developed = await provideExtension(suite, place, options);
    const args = [...launchArguments(suite, place), `--extensionDevelopmentPath=${developed}`];
    // It is ended by a signal, or by closing its window.
    const environment = environmentOf(suite, place, { ...options, companion });
    await execute(options.executable, args, environment).catch((error: Error) =>
      process.stderr.write(`${error.message}\n`),
    );
  } finally {
    await companion?.close();
    removePlace(place);
  }
}

/** Installs the package where a suite wants it; gives the extension that VS Code is to develop. */
async function provideExtension(suite: CompiledSuite, place: SuitePlace, options: RunSuiteOptions): Promise<string> {
  if (suite.definition.extension !== 'vsix') return options.project;
  const [cli = '', ...fixed] = resolveCliArgsFromVSCodeExecutablePath(options.executable, {
    reuseMachineInstall: true,
  });
  const folders = [`--extensions-dir=${place.extensions}`, `--user-data-dir=${place.userData}`];
  await execute(cli, [...fixed, ...folders, '--install-extension', await options.vsix()], process.env);
  return join(options.project, 'test/vscode/fixture');
}

/** Gives why it failed, if it did. */
async function startVscode(
  suite: CompiledSuite,
  place: SuitePlace,
  options: BesideCompanion & { readonly developed: string },
): Promise<string | undefined> {
  const { executable, developed } = options;
  const { testsPath } = suite;
  const environment = environmentOf(suite, place, options);
  const launchArgs = launchArguments(suite, place);
  try {
    // runTests always trusts the folder.
    if (suite.definition.isTrusted === false)
      await execute(
        executable,
        [...launchArgs, `--extensionDevelopmentPath=${developed}`, `--extensionTestsPath=${testsPath}`],
        { ...process.env, ...environment },
      );
    else
      await runTests({
        vscodeExecutablePath: executable,
        extensionDevelopmentPath: developed,
        extensionTestsPath: testsPath,
        extensionTestsEnv: environment,
        launchArgs,
      });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function launchArguments({ definition }: CompiledSuite, place: SuitePlace): string[] {
  return [
    ...openArgument(place, definition),
    `--user-data-dir=${place.userData}`,
    `--extensions-dir=${place.extensions}`,
    ...(definition.isTrusted === false ? [] : ['--disable-workspace-trust']),
  ];
}

function environmentOf(suite: CompiledSuite, place: SuitePlace, options: BesideCompanion): Record<string, string> {
  const { environment, timeoutSeconds = 600, windowSize = '1400x900' } = suite.definition;
  return {
    [SUITE_PLACE]: place.root,
    [SCREENSHOT_FOLDER]: join(options.screenshotFolder, suite.name),
    [WINDOW_SIZE]: windowSize,
    BAKEOFF_TEST_TIMEOUT: String(timeoutSeconds),
    [SUITE_RETRIES]: String(options.retries),
    ...(options.grep === undefined ? {} : { [SUITE_GREP]: options.grep }),
    // A suite may have another cache.
    [SERVER_BUILDS]: serverBuildsFolder(),
    ...environment,
    ...options.companion?.environment,
  };
}

/** The exit code alone would let pass a host that died, or tests that never started. */
function verdict({ definition }: CompiledSuite, results: readonly PhaseResult[], grep?: string): string | undefined {
  const phases = (definition.transitions?.length ?? 0) + 1;
  const failures = results.reduce((sum, result) => sum + result.failures, 0);
  if (failures > 0) return `${failures} failed`;
  if (results.length < phases) return `phase ${results.length + 1} of ${phases} did not come to its end`;
  if (grep === undefined && results.some(({ passes, pending }) => passes + pending === 0)) return 'a phase has no test';
  return undefined;
}

function execute(command: string, args: readonly string[], environment: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    // A launcher that gets no chance to end its browser and server leaves them behind.
    const stop = () => child.kill('SIGTERM');
    process.once('SIGINT', stop).once('SIGTERM', stop);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      if (code === 0) resolve();
      else reject(new Error(`${command} ended with ${signal ?? code}`));
    });
  });
}
