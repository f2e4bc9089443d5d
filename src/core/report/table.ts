/** What a cell tells beside its text. */
export type Tone = 'good' | 'bad' | 'muted' | 'strong';

export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
}

export interface Column {
  readonly title: string;
  /** Numbers go right. Default left. */
  readonly align?: 'left' | 'right';
  /** May be broken at spaces when the table is too wide. */
  readonly flexible?: boolean;
  /** Left out, the last one first, when the table is too wide even so. */
  readonly droppable?: boolean;
}

/** A table before anyone decides how it is drawn: terminal, Markdown or CSV. Texts are printable already. */
export interface Table {
  readonly columns: readonly Column[];
  /** As many cells a row as there are columns. */
  readonly rows: readonly (readonly (Cell | string)[])[];
  /** When too wide, may be turned by a quarter: one column for each row, in blocks that fit. */
  readonly turnable?: boolean;
}

/** A cell's text, its tone left out. */
export function cellText(cell: Cell | string): string {
  return typeof cell === 'string' ? cell : cell.text;
}
