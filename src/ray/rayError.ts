/** What is wrong between this machine and a cluster; stable, kebab-case. */
export type RayErrorCode =
  | 'bad-address'
  | 'unreachable'
  | 'tls'
  | 'unauthorized'
  | 'wrong-version'
  | 'rejected'
  | 'server-error'
  | 'bad-answer'
  | 'stream-damaged';

/** Codes after which the same request may succeed a moment later. */
const PASSING: ReadonlySet<RayErrorCode> = new Set(['unreachable', 'server-error', 'bad-answer']);

/** A cluster that refuses, cannot be reached, or answers what nobody can use. Message and advice are sentences. */
export class RayError extends Error {
  override readonly name = 'RayError';

  constructor(
    readonly code: RayErrorCode,
    message: string,
    readonly advice: string = '',
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** True if it is worth asking again later. */
  get isPassing(): boolean {
    return PASSING.has(this.code);
  }

  /** Message and advice, as one text. */
  get sentence(): string {
    return this.advice === '' ? this.message : `${this.message} ${this.advice}`;
  }
}
