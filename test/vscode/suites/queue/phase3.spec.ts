import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { commands } from 'vscode';
import { extensionUnderTest } from '../../support/extensionUnderTest.js';
import { type HostLoad, measureHostLoad } from '../../support/hostLoad.js';
import { writeInWorkspace } from '../../support/smallModel.js';
import { storedRuns, waitForRun } from '../../support/storedRuns.js';
import { hasUi, ui } from '../../support/ui.js';
import { row, waitForNoRow, waitForRow } from '../results/rows.js';
import { jobsOnDisk, openQueueView, root, waitForJobs } from './jobs.js';

/** Far beyond what is aimed at, 16 ms: a machine at work on other things must not fail the tests. */
const NO_TASK_MS = 250;

describe('the queue after a crash of the extension host', () => {
  before(function () {
    if (!hasUi) this.skip();
  });

  it('has its training, begun once', async () => {
    await openQueueView();
    await waitForRow('four, in training, seed 0', '/9000');
    const names = (await storedRuns(root())).map(({ modelName }) => modelName);
    assert.deepEqual(names, ['four', 'one']);
  });

  it('is paused when all training is stopped, and keeps what waits', async () => {
    await commands.executeCommand('modelBakeoff.stopAll');
    await waitForRun(root(), 'the stop', (run) => run.modelName === 'four' && run.status === 'stopped');
    await waitForJobs('one cancelled', 'two waiting', 'four cancelled', 'three cancelled');
    await ui('wait', { selector: '.sidebar .message:has-text("The queue is paused")' });
  });

  it('goes on with what was stopped when that is tried again', async () => {
    // What can be done with a row is seen where the pointer is.
    await ui('click', { selector: row('four, cancelled') });
    await ui('click', { selector: `${row('four, cancelled')} .action-label[aria-label^="Try jobs again"]` });
    await waitForRow('four, waiting, seed 0');
    await commands.executeCommand('modelBakeoff.workQueue');
    await waitForRow('four, in training, seed 0', '/9000');
    assert.equal((await storedRuns(root())).length, 2);
    // However soon: of a job that is just beginning there is no run yet that could be stopped.
    await commands.executeCommand('modelBakeoff.stopAll');
    await waitForRow('four, cancelled, seed 0');
    await waitForRun(root(), 'the stop', (run) => run.modelName === 'four' && run.status === 'stopped');
    await commands.executeCommand('modelBakeoff.clearQueue');
    await waitForJobs('two waiting');
    await waitForNoRow('four, cancelled');
  });

  it('with a thousand jobs is drawn in parts, and leaves the host free while others change it', async function () {
    this.timeout(180_000);
    const files = Array.from({ length: 10 }, (_, index) =>
      writeInWorkspace(
        `more${index}.bakeoff.jsonc`,
        JSON.stringify({ name: `more${index}`, seeds: 100, models: ['one.model.jsonc'] }),
      ),
    );
    await inTerminal('add', ...files.map(({ fsPath }) => fsPath));
    await waitForRow('more');
    assert.equal(jobsOnDisk().length, 1_001);
    const loads: HostLoad[] = [];
    for (let round = 0; round < 3; round += 1) {
      // Begun before it is measured: to start a process takes the host some time.
      const isOver = changesInTerminal(['900', '901', '902', '903', '904']);
      loads.push(await measureHostLoad(() => isOver));
      await waitForRow('one, waiting, seed ');
    }
    for (const { longestTaskMs, p99Ms, utilization } of loads)
      console.log(
        `      1,000 jobs, changed by another process: longest task ${longestTaskMs.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, busy ${(utilization * 100).toFixed(0)} %`,
      );
    await ui('screenshot', { name: 'queue-thousand' });
    assert.ok(Math.min(...loads.map(({ longestTaskMs }) => longestTaskMs)) < NO_TASK_MS, JSON.stringify(loads));
  });
});

const run = promisify(execFile);
const environment = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
const cli = () => join(extensionUnderTest().extensionPath, 'dist', 'cli.cjs');

/** `bakeoff queue` as somebody runs it in a terminal. */
async function inTerminal(...args: readonly string[]): Promise<void> {
  await run(process.execPath, [cli(), 'queue', ...args, '--runs', root()], { env: environment });
}

/** Jobs that are moved one after the other, each by a process of its own. */
async function changesInTerminal(jobs: readonly string[]): Promise<void> {
  const command = '"$0" "$1" queue move "$job" --first --runs "$2"';
  const script = `for job in ${jobs.join(' ')}; do ${command}; done`;
  await run('sh', ['-c', script, process.execPath, cli(), root()], { env: environment });
}
