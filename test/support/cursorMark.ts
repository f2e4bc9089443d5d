/** A text and the offset of the `|` in it, which is taken out. */
export interface Marked {
  readonly text: string;
  readonly offset: number;
}

/** Reads a text with one `|` in it: where the cursor is. */
export function marked(source: string): Marked {
  const offset = source.indexOf('|');
  if (offset < 0 || source.indexOf('|', offset + 1) >= 0) throw new Error(`one | is needed: ${source}`);
  return { text: source.slice(0, offset) + source.slice(offset + 1), offset };
}

/** A text with the mark put before the first place of a piece of it. */
export function markBefore(text: string, piece: string): string {
  const at = text.indexOf(piece);
  if (at < 0) throw new Error(`${piece} is not in the text`);
  return `${text.slice(0, at)}|${text.slice(at)}`;
}
