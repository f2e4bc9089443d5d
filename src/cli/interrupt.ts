import { CommandError, exitCodes } from './exitCodes.js';
import { type Io, writeNote } from './io.js';

/** How often Ctrl-C was pressed, for work that can be stopped. */
export interface Interrupt {
  /** The first time: to stop cleanly. The reason is a CommandError with the exit code for Ctrl-C. */
  readonly signal: AbortSignal;
  /** Has the second time run this instead of ending the process; the third ends it in any case. */
  onSecond(action: () => void): void;
}

/**
 * Runs `work` with a signal that the first Ctrl-C (or SIGTERM) aborts; `work` decides what stopping cleanly means. The
 * next one ends the process at once, unless the work has something of its own to do then.
 */
export async function withInterrupt<T>(
  io: Io,
  notice: string,
  work: (signal: AbortSignal, interrupt: Interrupt) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let second: (() => void) | undefined;
  const handle = () => {
    if (!controller.signal.aborted) {
      writeNote(io, `${io.isTerminal ? '\n' : ''}${notice} Press Ctrl-C again to end at once.`);
      controller.abort(new CommandError(exitCodes.interrupted, 'stopped by Ctrl-C'));
      return;
    }
    if (second === undefined) process.exit(exitCodes.interrupted);
    const action = second;
    second = undefined;
    action();
  };
  const interrupt: Interrupt = {
    signal: controller.signal,
    onSecond(action) {
      const before = second;
      second = () => {
        before?.();
        action();
      };
    },
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  try {
    return await work(controller.signal, interrupt);
  } finally {
    process.off('SIGINT', handle);
    process.off('SIGTERM', handle);
  }
}
