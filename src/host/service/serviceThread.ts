import { Worker } from 'node:worker_threads';
import type * as vscode from 'vscode';
import { printable } from '../../core/format.js';
import { Channel, type RequestOptions } from '../../protocol/channel.js';
import { RemoteError } from '../../protocol/remoteError.js';
import type { HostContract, ServiceContract, ServiceNotices, ServiceRequests } from '../../protocol/service.js';
import { workerPort } from '../../protocol/workerPort.js';
import type { Service } from '../host.js';
import { CrashBudget } from './crashBudget.js';

/** The part of a log that the service writes to. */
export type ServiceLog = Pick<vscode.LogOutputChannel, 'debug' | 'info' | 'warn' | 'error'>;

export interface ServiceThreadOptions {
  /** The bundled service, `dist/service.cjs`, absolute. */
  readonly script: string;
  readonly log: ServiceLog;
  /** From a crash to the new thread; default 200 ms. */
  readonly restartDelayMs?: number;
}

type Subscription = (channel: Channel<HostContract, ServiceContract>) => void;

interface Running {
  readonly worker: Worker;
  readonly channel: Channel<HostContract, ServiceContract>;
}

/**
 * The service as a worker thread. Begun by its first request; after a crash begun again, three times in a minute at most.
 * Requests that a crash left open reject with `closed`. Ending it ends no training.
 */
export class ServiceThread implements Service, vscode.Disposable {
  readonly #options: ServiceThreadOptions;
  readonly #crashes = new CrashBudget({ most: 3, withinMs: 60_000 });
  /** Made anew on each thread's channel. */
  readonly #subscriptions = new Set<Subscription>();
  readonly #restartListeners = new Set<() => void>();
  #running: Running | undefined;
  #restart: NodeJS.Timeout | undefined;
  #hasCrashed = false;
  #isDisposed = false;

  constructor(options: ServiceThreadOptions) {
    this.#options = options;
    this.on('logged', ({ level, message }) => options.log[level](`service: ${message}`));
  }

  async request<Name extends keyof ServiceRequests>(
    name: Name,
    params: ServiceRequests[Name]['params'],
    options?: RequestOptions,
  ): Promise<ServiceRequests[Name]['result']> {
    return this.#start().channel.request(name, params, options);
  }

  on<Name extends keyof ServiceNotices>(
    name: Name,
    listener: (payload: ServiceNotices[Name]) => void,
  ): vscode.Disposable {
    let current: vscode.Disposable | undefined;
    const subscribe: Subscription = (channel) => {
      current = channel.on(name, listener);
    };
    this.#subscriptions.add(subscribe);
    if (this.#running !== undefined) subscribe(this.#running.channel);
    return {
      dispose: () => {
        this.#subscriptions.delete(subscribe);
        current?.dispose();
      },
    };
  }

  onDidRestart(listener: () => void): vscode.Disposable {
    const added = () => listener();
    this.#restartListeners.add(added);
    return { dispose: () => void this.#restartListeners.delete(added) };
  }

  /** Ends the thread; trainings go on. */
  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#restart);
    this.#subscriptions.clear();
    this.#restartListeners.clear();
    const running = this.#running;
    this.#running = undefined;
    running?.channel.dispose();
    running?.worker.terminate().catch(() => undefined);
  }

  /** @throws RemoteError `closed` when it is disposed or has crashed too often. */
  #start(): Running {
    if (this.#running !== undefined) return this.#running;
    if (this.#isDisposed) throw new RemoteError('The extension is being closed.', 'closed');
    if (this.#crashes.isSpent())
      throw new RemoteError(
        'The service of Model Bake-off has crashed several times and was not started again.',
        'closed',
        'The log tells why. Reload the window to try again.',
      );
    const { script, log } = this.#options;
    // What runs as a child of the thread is to be Node, not another editor.
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
    const worker = new Worker(script, {
      name: 'Model Bake-off service',
      env,
      execArgv: [],
      stdout: true,
      stderr: true,
    });
    worker.stdout.on('data', (bytes: Buffer) => logLines(bytes, (line) => log.info(line)));
    worker.stderr.on('data', (bytes: Buffer) => logLines(bytes, (line) => log.warn(line)));
    worker.on('error', (error: Error) => log.error(`The service has crashed: ${error.stack ?? error.message}`));
    worker.on('exit', (code) => this.#afterExit(worker, code));
    const onProblem = (problem: string) => log.warn(`service: ${problem}`);
    const channel = new Channel<HostContract, ServiceContract>(workerPort(worker), {}, { onProblem });
    for (const subscribe of this.#subscriptions) subscribe(channel);
    this.#running = { worker, channel };
    if (this.#hasCrashed) queueMicrotask(() => this.#tellRestart());
    return this.#running;
  }

  #afterExit(worker: Worker, code: number): void {
    if (this.#running?.worker !== worker) return;
    const { channel } = this.#running;
    this.#running = undefined;
    channel.dispose();
    const { log, restartDelayMs = 200 } = this.#options;
    this.#crashes.add();
    this.#hasCrashed = true;
    if (this.#crashes.isSpent()) {
      log.error(`The service has ended with code ${code}, too often to start it again now.`);
      return;
    }
    log.error(`The service has ended with code ${code} and is started again.`);
    this.#restart = setTimeout(() => this.#startAgain(), restartDelayMs);
  }

  #startAgain(): void {
    try {
      this.#start();
    } catch (error) {
      this.#options.log.error(`The service could not be started again: ${String(error)}`);
    }
  }

  #tellRestart(): void {
    for (const listener of [...this.#restartListeners]) {
      try {
        listener();
      } catch (error) {
        this.#options.log.error(`After the service's restart: ${String(error)}`);
      }
    }
  }
}

function logLines(bytes: Buffer, log: (line: string) => void): void {
  for (const line of bytes.toString('utf8').split('\n')) if (line.trim() !== '') log(`service: ${printable(line)}`);
}
