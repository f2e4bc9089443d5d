/** Where a character stands, as compilers and editors count: both from 1, the column in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The lines of a text. A line ends with `\n` or `\r\n`. */
export interface LineMap {
  readonly lineCount: number;
  /** Position of an offset; one outside the text counts as its nearest end. */
  positionAt(offset: number): Position;
  /** Offset of the line's first character; the line is taken within `1..lineCount`. */
  startOf(line: number): number;
  /** The line without its ending; the line is taken within `1..lineCount`. */
  textOf(line: number): string;
}

/** Finds the lines of a text once, for many lookups in logarithmic time. */
export function createLineMap(text: string): LineMap {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const startOf = (line: number) => starts[clamp(line, 1, starts.length) - 1] ?? 0;
  return {
    lineCount: starts.length,
    startOf,
    positionAt(offset) {
      const within = clamp(offset, 0, text.length);
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if ((starts[middle] ?? 0) <= within) low = middle;
        else high = middle - 1;
      }
      return { line: low + 1, column: within - (starts[low] ?? 0) + 1 };
    },
    textOf(line) {
      const number = clamp(line, 1, starts.length);
      const next = starts[number];
      const body = text.slice(startOf(number), next === undefined ? text.length : next - 1);
      return body.endsWith('\r') ? body.slice(0, -1) : body;
    },
  };
}

function clamp(value: number, minimum: number, maximum: number): number {
  return Math.min(Math.max(Math.trunc(value) || 0, minimum), maximum);
}
