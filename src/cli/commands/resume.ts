import type { Command } from 'commander';
import { printable } from '../../core/format.js';
import { RayError } from '../../ray/rayError.js';
import { readRayRunFile } from '../../ray/rayRunFile.js';
import type { Runner, RunningTraining } from '../../runner/runner.js';
import { readRun, type StoredRun } from '../../runs/readRun.js';
import { resolveRun } from '../../runs/resolveRun.js';
import { ResumeError } from '../../runs/resumePoint.js';
import { RunBusyError } from '../../runs/runClaim.js';
import { concludeRun } from '../concludeRun.js';
import { CommandError, exitCodes } from '../exitCodes.js';
import { withInterrupt } from '../interrupt.js';
import { type Io, writeJson, writeLine } from '../io.js';
import { type RunnerOptions, withRunner } from '../openRunner.js';
import { renderRunReport } from '../render/runReport.js';
import { runDetails } from '../runJson.js';
import { addRunnerOptions, runsOption } from '../runOptions.js';
import { engineOf, requireEngine } from '../setup.js';
import { followTraining } from '../trainModel.js';

/** `bakeoff resume`: goes on with a run that was interrupted or stopped. */
export function registerResumeCommand(program: Command, io: Io): void {
  const command = program
    .command('resume')
    .summary('go on with a run that was interrupted or stopped')
    .description(
      'Goes on with a run that a crash, a power cut or Ctrl-C ended, from the last epoch that was finished, in the same folder. It ends with the same weights as if it had never been interrupted.',
    )
    .argument('<run>', 'id, its beginning, a model (its latest run), latest, or a path')
    .addOption(runsOption());
  addRunnerOptions(command)
    .addHelpText('after', '\nExamples:\n  $ bakeoff resume latest\n  $ bakeoff resume cnn --json > events.ndjson')
    .action((text: string, options: ResumeOptions) => resume(io, text, options));
}

type ResumeOptions = RunnerOptions & { readonly runs: string };

async function resume(io: Io, text: string, given: ResumeOptions): Promise<void> {
  const before = await readRun((await resolveRun(given.runs, text)).folder);
  const options = { ...given, ...runnerOf(before, given) };
  const run = await withInterrupt(io, 'Stopping after this step; the run is kept.', async (signal, interrupt) => {
    const { started } = before.state;
    if (options.runner !== 'ray')
      await requireEngine(io, { engine: started === undefined ? 'auto' : engineOf(started), signal });
    const job = { modelName: started?.modelName ?? before.runId, prefix: '', state: before.state };
    const failure = await withRunner(io, options, signal, async (runner) =>
      followTraining(io, await startAgain(before, runner), job, interrupt),
    );
    const after = await readRun(before.folder);
    // What kept the training from going on is told here and not recorded: the run is as it was.
    if (failure !== undefined && after.state.failure?.message !== failure.message)
      throw new CommandError(exitCodes.runFailed, `the run was not resumed: ${printable(failure.message)}`);
    return after;
  });
  const { state, folder } = run;
  if (io.json) writeJson(io, runDetails(run));
  else writeLine(io, renderRunReport(state, { columns: io.columns, color: io.color, folder }));
  concludeRun(io, run);
}

/** A run whose job may go on is attached to where that is, whatever is the usual place. */
function runnerOf({ folder }: StoredRun, { runner, address }: RunnerOptions): RunnerOptions {
  const job = readRayRunFile(folder);
  if (job === undefined || runner === 'local') return {};
  return { runner: 'ray', address: address ?? job.address };
}

async function startAgain({ folder, runId }: StoredRun, runner: Runner): Promise<RunningTraining> {
  try {
    return await runner.resume({ runFolder: folder });
  } catch (error) {
    if (!(error instanceof ResumeError) && !(error instanceof RunBusyError) && !(error instanceof RayError))
      throw error;
    throw new CommandError(exitCodes.usage, printable(error.message), `See: bakeoff runs show ${runId}`, {
      cause: error,
    });
  }
}
