import { type ChildProcess, fork } from 'node:child_process';
import { killProcessTree } from './killProcessTree.js';
import { LogFile } from './logFile.js';
import { LogTail, type TrainerLog } from './trainerLog.js';
import type { FromTrainer, ToTrainer } from './trainerMessages.js';

/** How to start a trainer. */
export interface TrainerChildOptions {
  /** The bundled trainer, `dist/trainer.cjs`. */
  readonly entry: string;
  /** Laid over this process's environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Node's own arguments, for example `--inspect=9230`; this process's are not handed on. */
  readonly execArgv?: readonly string[];
  /** The program that runs `entry`; default: the one that runs this. */
  readonly execPath?: string;
  /** From `stop` to the first kill. */
  readonly stopTimeoutMs?: number;
}

/** How a trainer ended. */
export interface TrainerExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** It could not even be started. */
  readonly startError?: Error;
  /** True when `stop` had to kill it. */
  readonly wasKilled: boolean;
}

interface ChildSetup extends TrainerChildOptions {
  /** Where its output goes; without one only the last lines are kept, in memory. */
  readonly logFile?: string;
  /** It may live longer than this process. */
  readonly mayOutlive?: boolean;
  readonly onMessage: (message: FromTrainer) => void;
}

export const DEFAULT_STOP_TIMEOUT_MS = 10_000;
// `fork` hands it on to `spawn`, though its types do not say so.
const HIDDEN = { windowsHide: true };
/** From SIGTERM to SIGKILL. */
export const KILL_TIMEOUT_MS = 2_000;
// A grandchild may hold stderr open for ever after the child is gone.
const DRAIN_TIMEOUT_MS = 500;

/**
 * A forked trainer: messages, log, a bounded stop. It leads a process group of its own, so that Ctrl-C in a terminal
 * reaches it only as `stop`, and so that its whole tree can be ended.
 */
export class TrainerChild {
  readonly log: TrainerLog;
  /** Resolves once, when the process is gone and its log is complete. Never rejects. */
  readonly exited: Promise<TrainerExit>;
  readonly #child: ChildProcess;
  readonly #stopTimeoutMs: number;
  readonly #waiting: ToTrainer[] = [];
  readonly #timers: NodeJS.Timeout[] = [];
  #isReady = false;
  #isGone = false;
  #wasKilled = false;

  constructor({ entry, env, execArgv, execPath, stopTimeoutMs, logFile, mayOutlive = false, onMessage }: ChildSetup) {
    this.#stopTimeoutMs = stopTimeoutMs ?? DEFAULT_STOP_TIMEOUT_MS;
    const file = logFile === undefined ? undefined : LogFile.open(logFile);
    const output = file?.descriptor ?? 'pipe';
    try {
      this.#child = fork(entry, [], {
        env: { ...process.env, ...env },
        execArgv: [...(execArgv ?? [])],
        ...(execPath === undefined ? {} : { execPath }),
        stdio: ['ignore', output, output, 'ipc'],
        // On Windows a process that is not detached ends with the one that started it.
        detached: process.platform !== 'win32' || mayOutlive,
        ...HIDDEN,
      });
    } finally {
      file?.handedOver();
    }
    this.log = file ?? this.#tailOfPipes();
    this.#child.on('message', (message) => this.#receive(message, onMessage));
    this.exited = this.#awaitExit();
  }

  /** Undefined if the process could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Sends as soon as the trainer is ready; what it can no longer hear is dropped. */
  send(message: ToTrainer): void {
    if (!this.#isReady) this.#waiting.push(message);
    else if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  /** Asks the trainer to end, and ends its process tree if it has not within `stopTimeoutMs`. */
  stop(reason: string): Promise<TrainerExit> {
    this.send({ type: 'stop', reason });
    this.#after(this.#stopTimeoutMs, () => void this.kill());
    return this.exited;
  }

  /** Ends the process tree: SIGTERM, and SIGKILL two seconds later. */
  kill(): Promise<TrainerExit> {
    this.#wasKilled = true;
    this.#signal('SIGTERM');
    this.#after(KILL_TIMEOUT_MS, () => this.#signal('SIGKILL'));
    return this.exited;
  }

  /** Lets go of the channel: a trainer without work ends by itself. */
  disconnect(): void {
    if (this.#child.connected) this.#child.disconnect();
  }

  /** Lets go of a trainer that may outlive this process, which may then end before it. */
  letGo(): void {
    this.disconnect();
    this.#child.unref();
  }

  #tailOfPipes(): LogTail {
    const tail = new LogTail();
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (bytes: Buffer) => tail.append(bytes));
    return tail;
  }

  #receive(value: unknown, onMessage: (message: FromTrainer) => void): void {
    const message = value as FromTrainer;
    if (message.type === 'ready') {
      this.#isReady = true;
      for (const waiting of this.#waiting.splice(0)) this.send(waiting);
    } else onMessage(message);
  }

  #awaitExit(): Promise<TrainerExit> {
    return new Promise((resolve) => {
      const finish = (code: number | null, signal: string | null, startError?: Error) => {
        for (const timer of this.#timers) clearTimeout(timer);
        this.log.close();
        const wasKilled = this.#wasKilled;
        resolve({ code, signal, wasKilled, ...(startError === undefined ? {} : { startError }) });
      };
      this.#child.on('error', (error) => {
        // Only a failed start: a failed send or kill comes here too, with the process alive.
        if (this.#child.pid === undefined) finish(null, null, error);
      });
      this.#child.on('exit', (code, signal) => {
        this.#isGone = true;
        const drained = setTimeout(() => finish(code, signal), DRAIN_TIMEOUT_MS);
        this.#child.on('close', () => {
          clearTimeout(drained);
          finish(code, signal);
        });
      });
    });
  }

  #after(durationMs: number, action: () => void): void {
    if (!this.#isGone) this.#timers.push(setTimeout(action, durationMs));
  }

  #signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    const { pid } = this.#child;
    if (pid !== undefined && !this.#isGone) killProcessTree(pid, signal);
  }
}
