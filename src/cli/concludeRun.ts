import { printable } from '../core/format.js';
import type { StoredRun } from '../runs/readRun.js';
import { CommandError } from './exitCodes.js';
import { type Io, writeLine } from './io.js';
import { exitCodeOf } from './trainModel.js';

/**
 * Sets the exit code that a run's end means, and says how to go on with one that was stopped.
 * @throws CommandError for a run that failed.
 */
export function concludeRun(io: Io, { state, runId }: StoredRun): void {
  io.exitCode = exitCodeOf(state);
  const goOn = `bakeoff resume ${runId}`;
  if (state.failure !== undefined)
    throw new CommandError(
      io.exitCode,
      `the run failed: ${printable(state.failure.message)}`,
      `What there is of it: bakeoff runs show ${runId}\nOnce the cause is gone: ${goOn}`,
    );
  if (state.status === 'stopped' && !io.json) writeLine(io, `\nNext:\n  ${goOn}`);
}
