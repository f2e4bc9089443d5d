/** One side's end of a way for structured-cloneable messages: a worker's port, a webview, a pair in a test. */
export interface Port {
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

/** A handler for every request of a contract. */
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

/** An error of the other side, with what a person needs of it. */
export class RemoteError extends Error {
  override readonly name = 'RemoteError';

  constructor(
    message: string,
    /** Stable, kebab-case; `failed` where the other side gave none, `closed` when the channel ended before the answer. */
    readonly code: string,
    /** What to do, where that is known. */
    readonly advice?: string,
  ) {
    super(message);
  }
}
