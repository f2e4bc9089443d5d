/** How tiles of one size stand in rows, in a box that scrolls. Pixels. */
export interface GridLayout {
  readonly count: number;
  readonly columns: number;
  readonly rows: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  /** Of all rows. */
  readonly height: number;
}

/** Tiles that are there: from `first` up to but not `end`. */
export interface TileRange {
  readonly first: number;
  readonly end: number;
}

/** Rows above and below what is seen that are ready, so that short ways need no drawing. */
const SPARE_ROWS = 2;

/** Tiles at least as wide as given, made wider so that they fill the rows. */
export function gridLayout(count: number, width: number, leastTileWidth: number, tileHeight: number): GridLayout {
  const columns = Math.max(1, Math.floor(width / leastTileWidth));
  const rows = Math.ceil(count / columns);
  return { count, columns, rows, tileWidth: width / columns, tileHeight, height: rows * tileHeight };
}

/** The tiles that are seen, with some around them. */
export function tilesInView({ count, columns, tileHeight }: GridLayout, top: number, height: number): TileRange {
  const firstRow = Math.max(0, Math.floor(top / tileHeight) - SPARE_ROWS);
  const endRow = Math.ceil((top + height) / tileHeight) + SPARE_ROWS;
  return { first: Math.min(count, firstRow * columns), end: Math.min(count, Math.max(0, endRow) * columns) };
}

/** Where a tile stands. */
export function tilePlace({ columns, tileWidth, tileHeight }: GridLayout, position: number) {
  return { left: (position % columns) * tileWidth, top: Math.floor(position / columns) * tileHeight };
}

/** To where it has to be scrolled so that a tile is seen whole; `top` where it is already. */
export function scrolledTo(layout: GridLayout, position: number, top: number, height: number): number {
  const tile = tilePlace(layout, position).top;
  if (tile < top) return tile;
  return tile + layout.tileHeight > top + height ? tile + layout.tileHeight - height : top;
}

/** The position that a key leads to; undefined for other keys. `viewHeight`: of what is seen, in pixels. */
export function positionAfterKey(
  key: string,
  position: number,
  layout: GridLayout,
  viewHeight: number,
): number | undefined {
  const { columns, count, tileHeight } = layout;
  const page = Math.max(1, Math.floor(viewHeight / tileHeight)) * columns;
  const last = count - 1;
  /** As far as the last row, in the same column where there is a tile. */
  const down = (by: number) =>
    position + by <= last ? position + by : Math.max(position, lastInColumn(position, layout));
  const up = (by: number) => (position - by >= 0 ? position - by : position % columns);
  switch (key) {
    case 'ArrowRight':
      return Math.min(last, position + 1);
    case 'ArrowLeft':
      return Math.max(0, position - 1);
    case 'ArrowDown':
      return down(columns);
    case 'ArrowUp':
      return up(columns);
    case 'PageDown':
      return down(page);
    case 'PageUp':
      return up(page);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}

function lastInColumn(position: number, { columns, rows, count }: GridLayout): number {
  const inLastRow = (rows - 1) * columns + (position % columns);
  return inLastRow < count ? inLastRow : inLastRow - columns;
}
