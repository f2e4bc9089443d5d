import { judgedRunOf } from '../core/comparison/rawRun.js';
import { printable } from '../core/format.js';
import { flipsOf } from '../core/report/flips.js';
import type { StoredRun } from '../runs/readRun.js';
import { collectStored } from '../service/judgement/judgeHere.js';
import { CommandError, exitCodes } from './exitCodes.js';
import { withInterrupt } from './interrupt.js';
import { type Io, writeJson, writeLine } from './io.js';
import { renderFlips } from './render/flipsReport.js';

/** `--flips` of anything but two stored runs. */
export function flipsNeedTwo(): CommandError {
  return new CommandError(
    exitCodes.usage,
    '--flips is for two stored runs',
    'Name two runs: bakeoff compare RUN RUN --flips',
  );
}

/**
 * `bakeoff compare RUN RUN --flips`: the images that the second run takes for other classes than the first.
 * @throws CommandError unless there are two runs with predictions of the same images.
 */
export async function printFlips(io: Io, runs: readonly StoredRun[]): Promise<void> {
  if (runs.length !== 2) throw flipsNeedTwo();
  const folders = runs.map(({ folder }) => folder);
  const raw = await withInterrupt(io, 'Stopping.', (signal) => collectStored(folders, signal));
  const [from, to] = raw.map(judgedRunOf);
  const missing = [from, to].find((run) => run?.samples === null);
  if (missing !== undefined)
    throw new CommandError(
      exitCodes.problems,
      `${printable(missing.modelName)}: ${missing.missing ?? 'no predictions'}`,
    );
  if (from === undefined || to === undefined || from.samples === null || to.samples === null) throw flipsNeedTwo();
  if (from.testKey !== to.testKey)
    throw new CommandError(exitCodes.problems, 'the two runs were tested on other images: no image can be followed');
  const flips = flipsOf(from.samples, to.samples);
  const { classNames } = from;
  if (io.json) writeJson(io, { type: 'flips', from: from.runId, to: to.runId, classNames, flips });
  else {
    const isSame = from.modelName === to.modelName;
    const nameOf = (run: typeof from) => printable(isSame ? run.runId : run.modelName);
    writeLine(io, renderFlips(flips, { from: nameOf(from), to: nameOf(to), classNames }, io));
  }
}
