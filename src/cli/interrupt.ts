import { CommandError, exitCodes } from './exitCodes.js';
import { type Io, writeNote } from './io.js';

/**
 * Runs `work` with a signal that the first Ctrl-C (or SIGTERM) aborts; the second ends the process at once.
 * `work` decides what stopping cleanly means.
 */
export async function withInterrupt<T>(io: Io, notice: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    writeNote(io, `\n${notice} Press Ctrl-C again to end at once.`);
    controller.abort(new CommandError(exitCodes.interrupted, 'stopped by Ctrl-C'));
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}
