import { createColors } from 'picocolors';
import { jsonText } from '../core/report/jsonText.js';
import { type ExitCode, exitCodes } from './exitCodes.js';

/** Where text goes; the part of a Node stream that commands need. */
export interface TextStream {
  write(text: string): unknown;
}

/**
 * The terminal as a command sees it. Results go to stdout, everything else (progress, notes, warnings) to stderr, so that
 * redirecting stdout always gives a clean file.
 */
export interface Io {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  /** True when stderr is a terminal: progress may be drawn in place. Otherwise plain lines only. */
  readonly isTerminal: boolean;
  /** Colours of stdout's text; each returns its text unchanged when colours are off. */
  readonly color: ReturnType<typeof createColors>;
  /** `--json`: machine-readable lines on stdout and nothing else. */
  readonly json: boolean;
  /** Width of stdout in characters; Infinity when it is no terminal: nothing is cut in a file. */
  readonly columns: number;
  /** The code the process will end with unless the command throws. */
  exitCode: ExitCode;
}

interface TerminalStream extends TextStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

interface ProcessLike {
  readonly stdout: TerminalStream;
  readonly stderr: TerminalStream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads the terminal and the two options that every command has. They are looked up before the arguments are parsed,
 * because a mistake in the arguments must be reported in their way too.
 */
export function createIo(process: ProcessLike, argv: readonly string[]): Io {
  const end = argv.indexOf('--');
  const options = end < 0 ? argv : argv.slice(0, end);
  const { env } = process;
  const isTerminal = process.stderr.isTTY === true && env.TERM !== 'dumb';
  const wantsColor = process.stdout.isTTY === true && env.TERM !== 'dumb';
  const forcesColor = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== '';
  const forbidsColor = (env.NO_COLOR ?? '') !== '' || options.includes('--no-color');
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    isTerminal,
    color: createColors(!forbidsColor && (wantsColor || forcesColor)),
    json: options.includes('--json'),
    columns: process.stdout.isTTY === true ? (process.stdout.columns ?? 80) : Number.POSITIVE_INFINITY,
    exitCode: exitCodes.ok,
  };
}

/** One machine-readable line on stdout. */
export function writeJson(io: Io, value: unknown): void {
  io.stdout.write(`${jsonText(value)}\n`);
}

/** Lines of a result on stdout. */
export function writeLine(io: Io, text: string): void {
  io.stdout.write(`${text}\n`);
}

/** A note for the person who watches, on stderr. */
export function writeNote(io: Io, text: string): void {
  io.stderr.write(`${text}\n`);
}
