import { createColors } from 'picocolors';
import { exitCodes } from '../../src/cli/exitCodes.js';
import type { Io } from '../../src/cli/io.js';

export interface CapturedIo extends Io {
  /** All that went to stdout so far. */
  readonly out: () => string;
  /** All that went to stderr so far. */
  readonly err: () => string;
}

/** An `Io` that keeps what is written: no terminal, no colours, unlimited width unless told otherwise. */
export function captureIo(
  options: { json?: boolean; color?: boolean; columns?: number; isTerminal?: boolean } = {},
): CapturedIo {
  const out: string[] = [];
  const err: string[] = [];
  return {
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
    isTerminal: options.isTerminal ?? false,
    color: createColors(options.color ?? false),
    json: options.json ?? false,
    columns: options.columns ?? Number.POSITIVE_INFINITY,
    exitCode: exitCodes.ok,
    out: () => out.join(''),
    err: () => err.join(''),
  };
}
