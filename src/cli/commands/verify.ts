import { type Command, Option } from 'commander';
import { printable } from '../../core/format.js';
import { readRun } from '../../runs/readRun.js';
import { resolveRun } from '../../runs/resolveRun.js';
import { writeVerification } from '../../runs/verificationFile.js';
import { VerifyError, verifyRun } from '../../runs/verifyRun.js';
import { CommandError, exitCodes } from '../exitCodes.js';
import { withInterrupt } from '../interrupt.js';
import { type Io, writeJson, writeLine, writeNote } from '../io.js';
import { createProgressReporter } from '../progressReporter.js';
import { verificationText } from '../render/verification.js';
import { runsOption, wholeNumber } from '../runOptions.js';
import { engineOf, requireEngine } from '../setup.js';
import { trainerEntry } from '../trainerEntry.js';

interface Options {
  readonly epochs?: number;
  readonly runs: string;
}

/** `bakeoff verify`: trains a run a second time and says whether the same comes out. */
export function registerVerifyCommand(program: Command, io: Io): void {
  program
    .command('verify')
    .summary('train a run a second time: does the same come out, to the bit?')
    .description(
      'Trains a stored run a second time, from its own copy of the definition, and compares losses, weights and predictions bit by bit. Says at which epoch the two part and by how much, and keeps the verdict with the run. Exit code 0: identical, 1: different.',
    )
    .argument('<run>', 'id, its beginning, a model (its latest run), latest, or a path')
    .addOption(new Option('--epochs <n>', 'compare only the first n epochs').argParser(wholeNumber(1, 100_000)))
    .addOption(runsOption())
    .addHelpText('after', '\nExamples:\n  $ bakeoff verify latest\n  $ bakeoff verify cnn --epochs 2 --json')
    .action((text: string, options: Options) => verify(io, text, options));
}

async function verify(io: Io, text: string, { epochs, runs }: Options): Promise<void> {
  const run = await readRun((await resolveRun(runs, text)).folder);
  const modelName = run.state.started?.modelName ?? run.runId;
  const verification = await withInterrupt(io, 'Stopping; nothing is kept.', async (signal) => {
    await requireEngine(io, { engine: engineOf(run.state.started), signal });
    // With --json only the verdict is printed: the replay's events are not the run's.
    const reporter = io.json ? undefined : createProgressReporter(io, { modelName, prefix: 'again: ' });
    const note = (condition: string) => writeNote(io, `Not as then: ${printable(condition)}`);
    try {
      return await verifyRun({
        run,
        entry: trainerEntry(),
        signal,
        ...(epochs === undefined ? {} : { epochs }),
        onConditions: (conditions) => conditions.forEach(note),
        ...(reporter === undefined ? {} : { onEvent: reporter.report }),
      });
    } catch (error) {
      if (!(error instanceof VerifyError)) throw error;
      throw new CommandError(exitCodes.usage, `the run cannot be verified: ${printable(error.message)}`, undefined, {
        cause: error,
      });
    } finally {
      reporter?.end();
    }
  });
  await writeVerification(run.folder, verification).catch((error: Error) =>
    writeNote(io, `Note: the verdict could not be kept: ${printable(error.message)}`),
  );
  if (io.json) writeJson(io, { type: 'verification', runId: run.runId, ...verification });
  else for (const line of verificationText(verification)) writeLine(io, line);
  if (verification.verdict === 'different') io.exitCode = exitCodes.problems;
}
