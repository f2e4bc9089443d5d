/** Half-open character range `[start, end)` in a definition's text. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

export type Severity = 'error' | 'warning';

/** Replacing `range` by `text` mends the problem. */
export interface Fix {
  /** What the edit does, in the imperative: `Insert a flatten layer`. */
  readonly title: string;
  readonly range: TextRange;
  readonly text: string;
}

/** Something wrong in a definition. Data only: the CLI prints it, the editor underlines it. */
export interface Problem {
  /** Stable, kebab-case: `unknown-key`, `kernel-too-large`. */
  readonly code: string;
  readonly severity: Severity;
  /** What is wrong, the value received, and what to do, in one sentence or two. */
  readonly message: string;
  readonly range: TextRange;
  readonly fix?: Fix;
}
