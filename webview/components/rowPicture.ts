import type { ViewContext } from '../views/view.js';
import { element, setText } from './dom.js';

const NARROWEST = 280;
/** Also the width of exported pictures. */
export const WIDEST_ROWS = 900;

/** What a picture of rows shows, and what it says of them. */
export interface RowPictureOptions<Row> {
  readonly class: string;
  /** Of the focusable picture, beside its role. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The rows from above; undefined before there is anything to show. */
  rows(): readonly Row[] | undefined;
  /** The picture, with one row marked; undefined before there is anything to show. */
  draw(width: number, cursor: number | undefined): SVGSVGElement | undefined;
  /** Shown below the picture when the row is marked. */
  reading(row: Row): string;
  /** Announced then, if not the reading. */
  said?(row: Row): string;
  /** A key that moves nothing, with the marked row; true where it meant something. */
  onKey(key: string, marked: Row | undefined): boolean;
}

/** A picture that is as wide as there is room, whose rows are moved along by keys. */
export interface RowPicture {
  readonly picture: HTMLElement;
  readonly readings: HTMLElement;
  /** Draws what there is now; a marked row that is gone is no longer marked. */
  redraw(): void;
}

/** Keys, when it has the focus: ↑ and ↓ move from row to row, Home and End to the ends, Escape marks none. */
export function rowPicture<Row>(context: ViewContext, options: RowPictureOptions<Row>): RowPicture {
  let cursor: number | undefined;
  let width = 0;
  const picture = element('div', {
    class: options.class,
    attributes: { role: 'group', tabindex: '0', 'aria-roledescription': 'chart', ...options.attributes },
  });
  const readings = element('p', { class: 'readings', attributes: { 'aria-hidden': 'true' } });

  function redraw(): void {
    const rows = options.rows();
    if (cursor !== undefined && rows !== undefined && cursor >= rows.length) cursor = undefined;
    const drawn = width === 0 ? undefined : options.draw(width, cursor);
    if (drawn === undefined) return;
    drawn.setAttribute('aria-hidden', 'true');
    picture.replaceChildren(drawn);
  }

  function move(place: number | undefined): void {
    cursor = place;
    const row = place === undefined ? undefined : options.rows()?.[place];
    setText(readings, row === undefined ? '' : options.reading(row));
    if (row !== undefined) context.announce(`${(options.said ?? options.reading)(row)}.`);
    redraw();
  }

  picture.addEventListener('keydown', (event) => {
    const rows = options.rows();
    if (event.altKey || event.ctrlKey || event.metaKey || rows === undefined) return;
    const last = rows.length - 1;
    const places: Readonly<Record<string, number>> = {
      ArrowDown: Math.min(last, (cursor ?? -1) + 1),
      ArrowUp: Math.max(0, (cursor ?? 1) - 1),
      Home: 0,
      End: last,
    };
    const place = places[event.key];
    if (place !== undefined) move(place);
    else if (event.key === 'Escape') move(undefined);
    else if (!options.onKey(event.key, cursor === undefined ? undefined : rows[cursor])) return;
    event.preventDefault();
  });
  new ResizeObserver(() => {
    const next = Math.round(Math.min(WIDEST_ROWS, Math.max(NARROWEST, picture.clientWidth)));
    if (next === width) return;
    width = next;
    redraw();
  }).observe(picture);
  return { picture, readings, redraw };
}
