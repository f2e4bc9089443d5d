/** Why a backbone's weights cannot be used. Stable, for tests and for programs that read `--json`. */
export type BackboneErrorCode =
  | 'changed'
  | 'download'
  | 'not-found'
  | 'not-published'
  | 'not-weights'
  | 'outside'
  | 'truncated'
  | 'unreadable'
  | 'weight-missing'
  | 'weight-shape'
  | 'weight-values';

/** Weights that are missing, damaged or not those of the network: where, what came, and what to do. */
export class BackboneError extends Error {
  override readonly name = 'BackboneError';
  readonly code: BackboneErrorCode;
  /** The file or folder meant. */
  readonly path: string;
  /** The message without the advice, one line. */
  readonly summary: string;
  readonly advice: string;

  constructor(
    fault: {
      readonly code: BackboneErrorCode;
      readonly path: string;
      /** What is wrong, a clause in lower case without a full stop. */
      readonly problem: string;
      /** What to do, a whole sentence. */
      readonly advice: string;
    },
    options?: ErrorOptions,
  ) {
    const summary = `${fault.path}: ${fault.problem}`;
    super(`${summary}. ${fault.advice}`, options);
    this.code = fault.code;
    this.path = fault.path;
    this.summary = summary;
    this.advice = fault.advice;
  }
}
