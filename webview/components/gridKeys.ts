/** A cell of a grid. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

interface GridShape {
  readonly rows: number;
  readonly columns: number;
  /** Cells that `[` and `]` go through, in order. */
  readonly worst: readonly CellPlace[];
}

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey' | 'getModifierState'>;

/**
 * Where a key leads: arrows one cell on, Home and End to the ends of the row, with Ctrl to those of the grid, `]` and `[` to
 * the next and the previous of the worst cells, from elsewhere to the worst. Undefined: not a key that moves.
 */
export function placeAfterKey(event: Key, { row, column }: CellPlace, shape: GridShape): CellPlace | undefined {
  const { key, ctrlKey, altKey, metaKey } = event;
  const lastRow = shape.rows - 1;
  const lastColumn = shape.columns - 1;
  // Brackets need AltGr, which is Ctrl and Alt, on some keyboards.
  const isPlain = (!ctrlKey && !altKey && !metaKey) || (event.getModifierState('AltGraph') && !metaKey);
  if (key === '[' || key === ']')
    return isPlain ? nextWorst(shape.worst, { row, column }, key === ']' ? 1 : -1) : undefined;
  if (ctrlKey && !altKey && !metaKey) {
    if (key === 'Home') return { row: 0, column: 0 };
    return key === 'End' ? { row: lastRow, column: lastColumn } : undefined;
  }
  if (!isPlain) return undefined;
  switch (key) {
    case 'ArrowLeft':
      return { row, column: Math.max(0, column - 1) };
    case 'ArrowRight':
      return { row, column: Math.min(lastColumn, column + 1) };
    case 'ArrowUp':
      return { row: Math.max(0, row - 1), column };
    case 'ArrowDown':
      return { row: Math.min(lastRow, row + 1), column };
    case 'Home':
      return { row, column: 0 };
    case 'End':
      return { row, column: lastColumn };
    default:
      return undefined;
  }
}

/** From a cell that is not among them, the worst; at the ends it stays. */
function nextWorst(worst: readonly CellPlace[], from: CellPlace, steps: 1 | -1): CellPlace | undefined {
  const index = worst.findIndex(({ row, column }) => row === from.row && column === from.column);
  if (index === -1) return worst[0];
  return worst[Math.min(worst.length - 1, Math.max(0, index + steps))];
}
