import { RemoteError, wireErrorOf } from './remoteError.js';
import { parseWireMessage, type WireMessage } from './wire.js';

/** One side's end of a way for structured-cloneable messages: a worker's port, a webview, a pair in a test. */
export interface Port {
  /** May throw when the message cannot be cloned. */
  post(message: unknown): void;
  /** Gives each message that comes in to `listener`; returns what ends that. */
  listen(listener: (message: unknown) => void): () => void;
}

/** Requests by name: what they take and what they answer. */
export type Requests = Readonly<Record<string, { readonly params: unknown; readonly result: unknown }>>;

/** Notices by name: what they carry. Nobody answers them. */
export type Notices = Readonly<Record<string, unknown>>;

/** What one side of a channel understands. */
export interface Contract {
  readonly requests: Requests;
  readonly notices: Notices;
}

/** What a handler knows of its request. */
export interface RequestContext {
  /** Aborted when the other side no longer wants the answer. */
  readonly signal: AbortSignal;
  /** Tells how far the work is, as plain data. */
  report(progress: unknown): void;
}

/** A handler for every request of a contract. Of what comes from a page it must check the parameters itself. */
export type Handlers<C extends Contract> = {
  readonly [Name in keyof C['requests']]: (
    params: C['requests'][Name]['params'],
    context: RequestContext,
  ) => C['requests'][Name]['result'] | Promise<C['requests'][Name]['result']>;
};

/** How a request is made. */
export interface RequestOptions {
  /** Aborting it tells the other side, and rejects with the signal's reason at once. */
  readonly signal?: AbortSignal;
  onProgress?(progress: unknown): void;
}

export interface ChannelOptions {
  /** Hears what nobody else does: malformed messages, listeners that throw, notices that cannot be sent. For a log. */
  onProblem?(problem: string): void;
}

type Handler = (params: unknown, context: RequestContext) => unknown;
type Listener = (payload: unknown) => void;

interface Pending {
  resolve(result: unknown): void;
  reject(error: unknown): void;
  onProgress?(progress: unknown): void;
  /** Lets go of the caller's signal. */
  release(): void;
}

/** So many requests of the other side are served at once; one that asks for more is told so. */
const MAXIMUM_SERVED = 1000;

/**
 * One side of a conversation: asks and notifies the other (`Remote`), serves its requests and hears its notices (`Local`).
 * Every request is answered, errors as `RemoteError`; nothing that comes in can throw here.
 */
export class Channel<Local extends Contract, Remote extends Contract> {
  readonly #port: Port;
  readonly #handlers: Readonly<Record<string, Handler>>;
  readonly #onProblem: (problem: string) => void;
  readonly #pending = new Map<number, Pending>();
  readonly #served = new Map<number, AbortController>();
  readonly #listeners = new Map<PropertyKey, Set<Listener>>();
  #stopListening: (() => void) | undefined;
  #lastId = 0;
  #isDisposed = false;

  constructor(port: Port, handlers: Handlers<Local>, { onProblem }: ChannelOptions = {}) {
    this.#port = port;
    this.#handlers = handlers as Readonly<Record<string, Handler>>;
    this.#onProblem = onProblem ?? (() => undefined);
    this.#stopListening = port.listen((message) => this.#receive(message));
  }

  /** Asks the other side. @throws RemoteError as the other side says, or `closed`, `not-sendable`; the signal's reason. */
  request<Name extends keyof Remote['requests'] & string>(
    name: Name,
    params: Remote['requests'][Name]['params'],
    { signal, onProgress }: RequestOptions = {},
  ): Promise<Remote['requests'][Name]['result']> {
    return new Promise((resolve, reject) => {
      if (this.#isDisposed) throw closedError();
      signal?.throwIfAborted();
      this.#lastId += 1;
      const id = this.#lastId;
      const abort = () => {
        this.#settle(id)?.reject(signal?.reason);
        this.#tryPost({ kind: 'cancel', id });
      };
      signal?.addEventListener('abort', abort, { once: true });
      const release = () => signal?.removeEventListener('abort', abort);
      this.#pending.set(id, { resolve, reject, release, ...(onProgress === undefined ? {} : { onProgress }) });
      const failure = this.#tryPost({ kind: 'request', id, name, params });
      if (failure !== undefined) this.#settle(id)?.reject(new RemoteError(failure, 'not-sendable'));
    });
  }

  /** Tells the other side something; what cannot be sent goes to `onProblem`. */
  notify<Name extends keyof Remote['notices'] & string>(name: Name, payload: Remote['notices'][Name]): void {
    const failure = this.#tryPost({ kind: 'notice', name, payload });
    if (failure !== undefined) this.#onProblem(`The notice "${name}" was not sent: ${failure}`);
  }

  /** Hears the other side's notices of one name, from now on. A listener that throws does not keep them from others. */
  on<Name extends keyof Local['notices']>(
    name: Name,
    listener: (payload: Local['notices'][Name]) => void,
  ): { dispose(): void } {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    // A function of its own, so that the same listener may be added twice.
    const added: Listener = (payload) => listener(payload as Local['notices'][Name]);
    listeners.add(added);
    return { dispose: () => void listeners.delete(added) };
  }

  /** Rejects what waits with `closed`, aborts what is being served, and is silent from then on. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#stopListening?.();
    this.#stopListening = undefined;
    this.#listeners.clear();
    for (const id of [...this.#pending.keys()]) this.#settle(id)?.reject(closedError());
    for (const controller of this.#served.values()) controller.abort(closedError());
    this.#served.clear();
  }

  #receive(value: unknown): void {
    if (this.#isDisposed) return;
    const message = parseWireMessage(value);
    switch (message?.kind) {
      case 'request':
        void this.#serve(message.id, message.name, message.params);
        break;
      case 'cancel':
        this.#served.get(message.id)?.abort(new RemoteError('Nobody wants the answer any more.', 'cancelled'));
        break;
      case 'progress': {
        const pending = this.#pending.get(message.id);
        this.#guard(() => pending?.onProgress?.(message.progress), 'progress');
        break;
      }
      case 'result':
        this.#settle(message.id)?.resolve(message.result);
        break;
      case 'error': {
        const { message: text, code, advice } = message.error;
        this.#settle(message.id)?.reject(new RemoteError(text, code, advice));
        break;
      }
      case 'notice':
        for (const listener of [...(this.#listeners.get(message.name) ?? [])])
          this.#guard(() => listener(message.payload), message.name);
        break;
      default:
        this.#onProblem('A malformed message was ignored.');
    }
  }

  async #serve(id: number, name: string, params: unknown): Promise<void> {
    // Its answer would be taken for that of the first.
    if (this.#served.has(id)) return this.#onProblem(`A second request with the id ${id} was ignored.`);
    const controller = new AbortController();
    const { signal } = controller;
    const isWanted = () => this.#served.get(id) === controller && !signal.aborted;
    const report = (progress: unknown) => {
      if (!isWanted()) return;
      const failure = this.#tryPost({ kind: 'progress', id, progress });
      if (failure !== undefined) this.#onProblem(`Progress of "${name}" was not sent: ${failure}`);
    };
    const isBusy = this.#served.size >= MAXIMUM_SERVED;
    if (!isBusy) this.#served.set(id, controller);
    let answer: WireMessage;
    try {
      if (isBusy) throw new RemoteError(`More than ${MAXIMUM_SERVED} requests at once.`, 'busy');
      const handler = Object.hasOwn(this.#handlers, name) ? this.#handlers[name] : undefined;
      if (handler === undefined) throw new RemoteError(`There is no request "${name}".`, 'unknown-request');
      answer = { kind: 'result', id, result: await handler(params, { signal, report }) };
    } catch (thrown) {
      answer = { kind: 'error', id, error: wireErrorOf(thrown) };
    }
    if (isBusy || isWanted()) this.#answer(answer, id);
    if (this.#served.get(id) === controller) this.#served.delete(id);
  }

  #answer(answer: WireMessage, id: number): void {
    const failure = this.#tryPost(answer);
    if (failure === undefined) return;
    const error = { code: 'not-sendable', message: failure };
    const again = this.#tryPost({ kind: 'error', id, error });
    if (again !== undefined) this.#onProblem(`An answer was not sent: ${again}`);
  }

  /** Takes a request off the list, so that it is settled once. */
  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.release();
    return pending;
  }

  /** Why it could not be sent, or undefined. */
  #tryPost(message: WireMessage): string | undefined {
    if (this.#isDisposed) return undefined;
    try {
      this.#port.post(message);
      return undefined;
    } catch (thrown) {
      return wireErrorOf(thrown).message;
    }
  }

  #guard(listen: () => void, name: string): void {
    try {
      listen();
    } catch (thrown) {
      this.#onProblem(`A listener of "${name}" failed: ${wireErrorOf(thrown).message}`);
    }
  }
}

function closedError(): RemoteError {
  return new RemoteError('The other side has gone before it answered.', 'closed');
}
