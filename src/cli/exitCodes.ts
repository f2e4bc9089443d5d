/** What the process's exit code tells a script. The same table is printed by `bakeoff --help`. */
export const exitCodes = {
  ok: 0,
  problems: 1,
  usage: 2,
  runFailed: 3,
  unavailable: 4,
  undecided: 5,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const meanings: readonly (readonly [ExitCode, string])[] = [
  [exitCodes.ok, 'done'],
  [exitCodes.problems, 'a definition has errors, a check or a test failed, or definitions differ'],
  [exitCodes.usage, 'wrong arguments, or a file that cannot be read'],
  [exitCodes.runFailed, 'a run failed'],
  [exitCodes.unavailable, 'the dataset, the engine, a backbone, a server or a run to test is not available'],
  [exitCodes.undecided, 'an expectation is undecided, and none is not met'],
  [exitCodes.interrupted, 'stopped by Ctrl-C'],
];

/** The table of exit codes as the help prints it. */
export function formatExitCodes(): string {
  return ['Exit codes:', ...meanings.map(([code, meaning]) => `  ${String(code).padStart(3)}  ${meaning}`)].join('\n');
}

/** Ends a command with a message for the user and an exit code; nothing else is printed, no stack. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  /** `message` says what is wrong in one line; `advice` says what to do, one command or sentence a line. */
  constructor(
    readonly exitCode: ExitCode,
    message: string,
    readonly advice?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
