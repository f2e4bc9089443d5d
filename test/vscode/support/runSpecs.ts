// What VS Code is given as the path of its tests: runs the specs of the present phase by Mocha, in the extension host.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Context, Test } from 'mocha';
import { commands } from 'vscode';
import { phaseOf } from '../phaseOf.js';
import { readProgress, SUITE_GREP, SUITE_RETRIES, writeProgress } from '../suiteProgress.js';
import { placeRoot } from './suitePlace.js';
import { hasUi, ui } from './ui.js';
import { watchRejections } from './watchRejections.js';

/** Runs a phase and hands over to the next. VS Code calls it, and ends when it is settled. */
export async function run(): Promise<void> {
  const { phase, transitions, results } = readProgress(placeRoot());
  const rejections = watchRejections();
  const result = { phase, ...(await runMocha(phase)) };
  const unhandled = await rejections.end();
  for (const rejection of unhandled) console.error(`A promise was rejected and nobody handled it: ${rejection}`);
  const failures = result.failures + unhandled.length;

  const transition = failures === 0 ? transitions[phase - 1] : undefined;
  writeProgress(placeRoot(), {
    ...readProgress(placeRoot()),
    results: [...results, { ...result, failures }],
    phase: transition === undefined ? phase : phase + 1,
  });
  if (failures > 0) throw new Error(`${failures} tests failed.`);
  if (transition === 'crash') process.kill(process.pid, 'SIGKILL');
  if (transition === 'reload') {
    await commands.executeCommand('workbench.action.reloadWindow');
    await new Promise<never>(() => undefined); // The window takes this process with it.
  }
}

interface Counts {
  readonly passes: number;
  readonly failures: number;
  readonly pending: number;
}

async function runMocha(phase: number): Promise<Counts> {
  const { default: Mocha } = await import('mocha');
  const retries = Number(process.env[SUITE_RETRIES] ?? 0);
  const mocha = new Mocha({ ui: 'bdd', reporter: 'spec', color: false, timeout: 120_000, slow: 5_000, retries });
  const grep = process.env[SUITE_GREP];
  if (grep !== undefined) mocha.grep(new RegExp(grep));
  for (const file of readdirSync(__dirname).sort())
    if (file.endsWith('.spec.cjs') && phaseOf(file) === phase) mocha.addFile(join(__dirname, file));
  mocha.rootHooks({
    async afterEach(this: Context) {
      const { currentTest } = this;
      if (currentTest?.state === 'failed' && hasUi) await picture(currentTest);
    },
  });
  return new Promise((resolve) => {
    const runner = mocha.run(() => {
      const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
      resolve({ passes, failures, pending });
    });
    runner.on(Mocha.Runner.constants.EVENT_TEST_RETRY, (test: Test, error: Error) =>
      console.log(`      once more: ${test.title}: ${error.message}`),
    );
  });
}

/** What could be seen when a test failed, in every window. */
async function picture(test: Test): Promise<void> {
  try {
    for (const window of await ui('windows', {})) {
      const name = `failed-${test.fullTitle()}${window === 0 ? '' : `-window-${window}`}`;
      console.log(`      see ${await ui('screenshot', { name, window })}`);
    }
  } catch (error) {
    console.error(`      no screenshot: ${error instanceof Error ? error.message : error}`);
  }
}
