/** A piece of text that took the place of another one, as editors tell it. */
export interface TextChange {
  readonly rangeOffset: number;
  readonly rangeLength: number;
  readonly text: string;
}

/**
 * Where something that stood at an offset stands after changes, which are those of one step, the last in the text first.
 * Behind what is typed right there, but a line break goes behind it; at the start of what took the place of its
 * surroundings.
 */
export function movedOffset(offset: number, changes: readonly TextChange[]): number {
  let moved = offset;
  for (const { rangeOffset, rangeLength, text } of changes) {
    if (rangeOffset > moved) continue;
    if (rangeOffset + rangeLength < moved) moved += text.length - rangeLength;
    else if (rangeOffset + rangeLength > moved) moved = rangeOffset;
    else moved = rangeOffset + (text.includes('\n') ? 0 : text.length);
  }
  return moved;
}
