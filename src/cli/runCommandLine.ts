import { Command, CommanderError } from 'commander';
import { BackboneError } from '../backbones/backboneError.js';
import { EngineError } from '../core/engine.js';
import { printable } from '../core/format.js';
import { QueueFullError } from '../core/queue/changeQueue.js';
import { DatasetError } from '../datasets/datasetError.js';
import { QueueError } from '../queue/queueStore.js';
import { DeleteRunError } from '../runs/deleteRun.js';
import { RunNotFoundError } from '../runs/resolveRun.js';
import { commands } from './commands/index.js';
import { CommandError, type ExitCode, exitCodes, formatExitCodes } from './exitCodes.js';
import { type Io, writeJson } from './io.js';

/** Runs one command line (without `node` and the script's name) and returns the process's exit code. Never throws. */
export async function runCommandLine(argv: readonly string[], io: Io, version: string): Promise<ExitCode> {
  try {
    await createProgram(io, version).parseAsync([...argv], { from: 'user' });
    return io.exitCode;
  } catch (error) {
    return reportError(error, io);
  }
}

/** The program with all its commands; errors are thrown, nothing exits. */
export function createProgram(io: Io, version: string): Command {
  const program = new Command('bakeoff')
    .description('Train image classifiers written as definition files, compare them, and see why they differ.')
    .version(version)
    .option('--json', 'print machine-readable lines on stdout and nothing else')
    .option('--no-color', 'no colours (so does the variable NO_COLOR)')
    .helpCommand(false)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: () => undefined,
      getOutHasColors: () => io.color.isColorSupported,
    })
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('afterAll', `\n${formatExitCodes()}`);
  for (const register of commands) register(program, io);
  return program;
}

/** Prints an error in one line, what to do in the next, and returns its exit code. */
function reportError(error: unknown, io: Io): ExitCode {
  if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.ok;
  if (error instanceof CommanderError && error.code === 'commander.help') return exitCodes.usage;
  const { exitCode, message, advice } = describeError(error);
  if (io.json) writeJson(io, { type: 'error', exitCode, message, ...(advice === undefined ? {} : { advice }) });
  // Whatever is in them comes from files, folders' names and other programs too: nothing of it may drive the terminal.
  io.stderr.write(`bakeoff: error: ${printable(message)}\n`);
  if (advice !== undefined) io.stderr.write(`${printableLines(advice).replace(/^/gm, '  ')}\n`);
  if (process.env.BAKEOFF_DEBUG === '1' && error instanceof Error) io.stderr.write(`${error.stack ?? ''}\n`);
  return exitCode;
}

function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

function describeError(error: unknown): { exitCode: ExitCode; message: string; advice?: string | undefined } {
  if (error instanceof CommandError) return error;
  if (error instanceof CommanderError) {
    const message = error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
    return { exitCode: exitCodes.usage, message, advice: 'See bakeoff --help.' };
  }
  if (error instanceof RunNotFoundError)
    return { exitCode: exitCodes.usage, message: error.message, advice: 'List the runs with: bakeoff runs' };
  if (error instanceof DeleteRunError || error instanceof QueueError || error instanceof QueueFullError)
    return { exitCode: exitCodes.usage, message: error.message };
  if (error instanceof DatasetError) {
    const exitCode = error.code === 'unknown-dataset' ? exitCodes.usage : exitCodes.unavailable;
    return { exitCode, message: error.summary, advice: error.advice };
  }
  if (error instanceof BackboneError) {
    const advice = error.message.slice(error.summary.length + 2);
    return { exitCode: exitCodes.unavailable, message: error.summary, advice };
  }
  if (error instanceof EngineError) {
    const [message = '', ...advice] = error.message.split('\n');
    return { exitCode: exitCodes.unavailable, message, advice: advice.length === 0 ? undefined : advice.join('\n') };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { exitCode: exitCodes.runFailed, message, advice: 'Set BAKEOFF_DEBUG=1 to see where it comes from.' };
}
