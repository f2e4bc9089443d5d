import type { Command } from 'commander';
import { printable } from '../../core/format.js';
import { readRun, type StoredRun } from '../../runs/readRun.js';
import { resolveRun } from '../../runs/resolveRun.js';
import { ResumeError } from '../../runs/resumePoint.js';
import { RunBusyError } from '../../runs/runClaim.js';
import { TrainerProcess } from '../../runs/trainerProcess.js';
import { concludeRun } from '../concludeRun.js';
import { CommandError, exitCodes } from '../exitCodes.js';
import { withInterrupt } from '../interrupt.js';
import { type Io, writeJson, writeLine } from '../io.js';
import { renderRunReport } from '../render/runReport.js';
import { runDetails } from '../runJson.js';
import { runsOption } from '../runOptions.js';
import { engineOf, requireEngine } from '../setup.js';
import { trainerEntry } from '../trainerEntry.js';
import { followTraining } from '../trainModel.js';

/** `bakeoff resume`: goes on with a run that was interrupted or stopped. */
export function registerResumeCommand(program: Command, io: Io): void {
  program
    .command('resume')
    .summary('go on with a run that was interrupted or stopped')
    .description(
      'Goes on with a run that a crash, a power cut or Ctrl-C ended, from the last epoch that was finished, in the same folder. It ends with the same weights as if it had never been interrupted.',
    )
    .argument('<run>', 'id, its beginning, a model (its latest run), latest, or a path')
    .addOption(runsOption())
    .addHelpText('after', '\nExamples:\n  $ bakeoff resume latest\n  $ bakeoff resume cnn --json > events.ndjson')
    .action((text: string, options: { runs: string }) => resume(io, text, options.runs));
}

async function resume(io: Io, text: string, root: string): Promise<void> {
  const before = await readRun((await resolveRun(root, text)).folder);
  const run = await withInterrupt(io, 'Stopping after this step; the run is kept.', async (signal, interrupt) => {
    const { started } = before.state;
    await requireEngine(io, { engine: started === undefined ? 'auto' : engineOf(started), signal });
    const trainer = await startAgain(before);
    const job = { modelName: started?.modelName ?? before.runId, prefix: '', state: before.state };
    const failure = await followTraining(io, trainer, job, interrupt);
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

async function startAgain({ folder, runId }: StoredRun): Promise<TrainerProcess> {
  try {
    return await TrainerProcess.resume({ runFolder: folder, entry: trainerEntry() });
  } catch (error) {
    if (!(error instanceof ResumeError) && !(error instanceof RunBusyError)) throw error;
    throw new CommandError(exitCodes.usage, printable(error.message), `See: bakeoff runs show ${runId}`, {
      cause: error,
    });
  }
}
