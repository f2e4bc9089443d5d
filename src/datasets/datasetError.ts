/** Why a dataset cannot be used. Stable, for tests and for programs that read `--json`. */
export type DatasetErrorCode =
  | 'unknown-dataset'
  | 'folder-missing'
  | 'file-missing'
  | 'unreadable'
  | 'not-idx'
  | 'element-type'
  | 'rank'
  | 'empty'
  | 'too-large'
  | 'truncated'
  | 'trailing-bytes'
  | 'corrupt-gzip'
  | 'checksum'
  | 'count-mismatch'
  | 'shape-mismatch'
  | 'channels'
  | 'label-range'
  | 'class-names'
  | 'settings'
  | 'split'
  | 'not-cifar'
  | 'picture'
  | 'link'
  | 'layout'
  | 'archive'
  | 'not-fetched'
  | 'nothing-to-fetch'
  | 'download'
  | 'gone'
  | 'changed';

export interface DatasetFault {
  readonly code: DatasetErrorCode;
  /** The file or folder meant; for a download, what was to be fetched. */
  readonly path: string;
  /** What is wrong, a clause in lower case without a full stop. */
  readonly problem: string;
  readonly expected?: string;
  readonly received?: string;
  /** What to do, a whole sentence. */
  readonly advice: string;
}

/** A dataset that is missing, damaged or not what it says: where, what was expected, what came, and what to do. */
export class DatasetError extends Error {
  override readonly name = 'DatasetError';
  readonly code: DatasetErrorCode;
  readonly path: string;
  readonly expected: string | undefined;
  readonly received: string | undefined;
  /** The message without the advice, one line. */
  readonly summary: string;
  readonly advice: string;

  constructor(fault: DatasetFault, options?: ErrorOptions) {
    const details = [
      ...(fault.expected === undefined ? [] : [`expected ${fault.expected}`]),
      ...(fault.received === undefined ? [] : [`received ${fault.received}`]),
    ].join(', ');
    const summary = `${fault.path}: ${fault.problem}${details === '' ? '' : ` (${details})`}`;
    super(`${summary}. ${fault.advice}`, options);
    this.code = fault.code;
    this.path = fault.path;
    this.expected = fault.expected;
    this.received = fault.received;
    this.summary = summary;
    this.advice = fault.advice;
  }
}
