import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';

/** Environment variables of a child process. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface CommandOptions {
  readonly cwd?: string;
  readonly env: Environment;
  readonly signal?: AbortSignal | undefined;
  /** Called with each line of stdout and stderr. */
  readonly onLine?: (line: string) => void;
  /** Ends the command when it takes longer; no limit when absent. */
  readonly timeLimitMs?: number;
}

export interface CommandResult {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly endedBy: NodeJS.Signals | null;
  readonly timedOut: boolean;
  /** The last lines of stdout and stderr, as they came. */
  readonly output: readonly string[];
}

const keptLines = 200;
const graceMs = 3000;

/**
 * Runs a command to its end. Rejects with the signal's reason when aborted, or with the system's error when the file
 * cannot be run; a failing exit code is a result. The command and all that it started are ended on abort.
 */
export function runCommand(file: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const { signal } = options;
  signal?.throwIfAborted();
  // A process group of its own: compilers that make starts must end with it. cmd files need a shell on Windows.
  const posix = process.platform !== 'win32';
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: { ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: posix,
    shell: !posix && /\.(cmd|bat)$/i.test(file),
    windowsHide: true,
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      output.push(line);
      if (output.length > keptLines) output.shift();
      options.onLine?.(line);
    });
  }
  const end = (name: NodeJS.Signals) => {
    if (child.pid === undefined) return;
    try {
      if (posix) process.kill(-child.pid, name);
      else child.kill(name);
    } catch {
      // It ended by itself in the meantime.
    }
  };
  let hardEnd: NodeJS.Timeout | undefined;
  const stop = () => {
    end('SIGTERM');
    hardEnd ??= setTimeout(() => end('SIGKILL'), graceMs);
  };
  let timedOut = false;
  const limit =
    options.timeLimitMs === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          stop();
        }, options.timeLimitMs);
  signal?.addEventListener('abort', stop, { once: true });
  return new Promise<CommandResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, endedBy) => {
      if (signal?.aborted === true) reject(signal.reason);
      else resolve({ code, endedBy, timedOut, output });
    });
  }).finally(() => {
    clearTimeout(limit);
    clearTimeout(hardEnd);
    signal?.removeEventListener('abort', stop);
  });
}

/** The full path of the first executable of that name on PATH, or undefined. */
export function findOnPath(name: string, env: Environment): string | undefined {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  for (const folder of (env.PATH ?? env.Path ?? '').split(delimiter)) {
    if (folder === '') continue;
    for (const ending of endings) {
      const file = join(folder, name + ending);
      if (isExecutable(file)) return file;
    }
  }
  return undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
