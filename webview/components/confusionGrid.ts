import { rampStepOf } from '../theme/ramp.js';
import type { ConfusionCell } from '../views/confusionCells.js';
import type { ConfusionMatrix } from '../views/confusionModel.js';
import { element, setText } from './dom.js';
import { type CellPlace, placeAfterKey } from './gridKeys.js';
import { takeFocus } from './takeFocus.js';

/** What a person can do in a matrix. */
export interface ConfusionGridActions {
  open(cell: ConfusionCell): void;
  changeNormalization(): void;
  toggleDifference(): void;
}

/** A confusion matrix for eyes, keys and ears. */
export interface ConfusionGrid {
  readonly element: HTMLElement;
  /** `selected`: classes of a cell that is marked. */
  render(matrix: ConfusionMatrix, selected: CellPlace | undefined): void;
  focus(): void;
}

/** Above so many classes a cell has no room for more than its count; above so many more, hardly for that. */
const ROOMY_CLASSES = 14;
const COMPACT_CLASSES = 34;
/** Longer names, or more classes, and the columns are headed from bottom to top. */
const LEVEL_NAME_LENGTH = 8;
const LEVEL_CLASSES = 10;

const KEYS =
  'Arrows move from cell to cell, Enter opens its images, of a difference those that changed, n changes what shares are of, d shows the difference to the baseline, the brackets go to the worst mistakes.';

/**
 * A grid whose cells are reached by arrows; one of them is in the order of Tab. It is built anew when another matrix is
 * given, and the focus stays on its cell.
 */
export function confusionGrid(id: string, actions: ConfusionGridActions): ConfusionGrid {
  let shown: ConfusionMatrix | undefined;
  let active: CellPlace = { row: 0, column: 0 };
  let cells: HTMLTableCellElement[][] = [];
  let marked: HTMLElement | undefined;

  const table = element('table', {
    class: 'confusion-table',
    attributes: { role: 'grid', 'aria-describedby': `${id}-keys` },
  });
  const scroll = element('div', { class: 'confusion-scroll', children: [table] });
  const reading = element('p', { class: 'readings', attributes: { 'aria-hidden': 'true' } });
  const keys = element('p', { class: 'only-heard', text: KEYS, attributes: { id: `${id}-keys` } });

  const elementAt = ({ row, column }: CellPlace) => cells[row]?.[column];
  const cellAt = ({ row, column }: CellPlace) => shown?.rows[row]?.cells[column];
  const placeOf = (target: EventTarget | null): CellPlace | undefined => {
    const cell = target instanceof Element ? target.closest('td') : null;
    if (cell === null || cell.dataset.row === undefined) return undefined;
    return { row: Number(cell.dataset.row), column: Number(cell.dataset.column) };
  };

  function activate(place: CellPlace): void {
    elementAt(active)?.setAttribute('tabindex', '-1');
    active = place;
    elementAt(active)?.setAttribute('tabindex', '0');
  }

  function read(place: CellPlace | undefined): void {
    const cell = place === undefined ? undefined : cellAt(place);
    setText(reading, cell === undefined ? '' : sentence(cell.spoken));
  }

  table.addEventListener('click', (event) => {
    const place = placeOf(event.target);
    const cell = place && cellAt(place);
    if (place === undefined || cell === undefined) return;
    activate(place);
    actions.open(cell);
  });
  table.addEventListener('pointerover', (event) => read(placeOf(event.target) ?? (hasFocus() ? active : undefined)));
  table.addEventListener('pointerleave', () => read(hasFocus() ? active : undefined));
  table.addEventListener('focusin', (event) => {
    const place = placeOf(event.target);
    if (place !== undefined) activate(place);
    read(active);
  });
  table.addEventListener('focusout', () => read(undefined));
  table.addEventListener('keydown', (event) => {
    if (shown === undefined || placeOf(event.target) === undefined) return;
    const columns = shown.columns.length;
    const worst = shown.worst.map(({ trueClass, predictedClass }) => ({ row: trueClass, column: predictedClass }));
    const place = placeAfterKey(event, active, { rows: shown.rows.length, columns, worst });
    if (place !== undefined) {
      activate(place);
      elementAt(place)?.focus();
    } else if (event.ctrlKey || event.altKey || event.metaKey) return;
    else if (event.key === 'Enter' || event.key === ' ') {
      const cell = cellAt(active);
      if (cell !== undefined) actions.open(cell);
    } else if (event.key === 'n') actions.changeNormalization();
    else if (event.key === 'd') actions.toggleDifference();
    else return;
    event.preventDefault();
  });

  function hasFocus(): boolean {
    return table.contains(document.activeElement);
  }

  function draw(matrix: ConfusionMatrix, before: ConfusionMatrix | undefined): void {
    table.setAttribute('aria-label', `Confusion matrix of ${matrix.title}`);
    table.classList.toggle('of-difference', matrix.isDifference);
    if (before !== undefined && isSameShape(before, matrix)) {
      update(matrix, before);
      return;
    }
    const hadFocus = hasFocus();
    const built = tableParts(matrix);
    cells = built.cells;
    table.replaceChildren(...built.parts);
    table.style.setProperty('--columns', String(matrix.columns.length));
    table.dataset.density = densityOf(matrix);
    table.classList.toggle('upright', isUpright(matrix));
    const row = Math.min(active.row, Math.max(0, cells.length - 1));
    activate({ row, column: Math.min(active.column, Math.max(0, matrix.columns.length - 1)) });
    if (hadFocus) takeFocus(elementAt(active));
  }

  /** Other figures in the same cells: of ten thousand, most stay as they are. */
  function update(matrix: ConfusionMatrix, before: ConfusionMatrix): void {
    const isRoomy = densityOf(matrix) === 'roomy';
    matrix.rows.forEach((row, rowIndex) => {
      row.cells.forEach((cell, column) => {
        const target = elementAt({ row: rowIndex, column });
        if (target !== undefined) fillCell(target, cell, isRoomy, before.rows[rowIndex]?.cells[column]);
      });
    });
    const totals = [...matrix.rows.map(({ total }) => total), ...matrix.columnTotals, matrix.total];
    table.querySelectorAll('td.total').forEach((target, index) => {
      setText(target as HTMLElement, totals[index] ?? '');
    });
    read(hasFocus() ? active : undefined);
  }

  return {
    element: element('div', { class: 'confusion-box', children: [scroll, keys, reading] }),
    render(matrix, selected) {
      if (matrix !== shown) {
        const before = shown;
        shown = matrix;
        draw(matrix, before);
      }
      const target = selected && elementAt(selected);
      if (target === marked) return;
      marked?.removeAttribute('aria-selected');
      marked = target;
      marked?.setAttribute('aria-selected', 'true');
      if (selected !== undefined && !hasFocus()) activate(selected);
    },
    focus: () => elementAt(active)?.focus(),
  };
}

/** Roles are said in so many words: a row that is not laid out as one of a table is none by itself. */
function tableParts(matrix: ConfusionMatrix): { parts: HTMLElement[]; cells: HTMLTableCellElement[][] } {
  const heading = (name: string, className = '') =>
    element('th', {
      class: className,
      attributes: { scope: 'col', role: 'columnheader', title: name },
      children: [element('span', { text: name })],
    });
  const corner = element('th', {
    class: 'corner',
    attributes: { scope: 'col', role: 'columnheader' },
    children: [element('span', { text: 'true ↓' }), element('span', { text: 'predicted →' })],
  });
  const isRoomy = densityOf(matrix) === 'roomy';
  const cells = matrix.rows.map((row, rowIndex) =>
    row.cells.map((cell, column) => cellElement(cell, rowIndex, column, isRoomy)),
  );
  const body = matrix.rows.map(({ name, total }, index) =>
    rowElement({
      children: [
        element('th', {
          attributes: { scope: 'row', role: 'rowheader', title: name },
          children: [element('span', { text: name })],
        }),
        ...(cells[index] ?? []),
        totalCell(total),
      ],
    }),
  );
  const totals = rowElement({
    children: [
      element('th', {
        attributes: { scope: 'row', role: 'rowheader', title: 'all' },
        children: [element('span', { text: 'all' })],
      }),
      ...matrix.columnTotals.map(totalCell),
      totalCell(matrix.total),
    ],
  });
  return {
    parts: [
      element('thead', {
        attributes: { role: 'rowgroup' },
        children: [
          rowElement({
            children: [corner, ...matrix.columns.map((name) => heading(name)), heading('all', 'total')],
          }),
        ],
      }),
      element('tbody', { attributes: { role: 'rowgroup' }, children: body }),
      element('tfoot', { attributes: { role: 'rowgroup' }, children: [totals] }),
    ],
    cells,
  };
}

function rowElement({ children }: { readonly children: readonly Node[] }): HTMLElement {
  return element('tr', { attributes: { role: 'row' }, children });
}

function totalCell(text: string): HTMLElement {
  return element('td', { class: 'total', text, attributes: { role: 'gridcell' } });
}

/** Built by hand: there may be ten thousand. */
function cellElement(cell: ConfusionCell, row: number, column: number, isRoomy: boolean): HTMLTableCellElement {
  const created = document.createElement('td');
  created.setAttribute('role', 'gridcell');
  created.setAttribute('tabindex', '-1');
  created.dataset.row = String(row);
  created.dataset.column = String(column);
  if (cell.trueClass === cell.predictedClass) created.className = 'diagonal';
  fillCell(created, cell, isRoomy);
  return created;
}

function fillCell(target: HTMLElement, cell: ConfusionCell, isRoomy: boolean, before?: ConfusionCell): void {
  const { text, detail, shade, spoken } = cell;
  if (spoken !== before?.spoken) target.setAttribute('aria-label', spoken);
  if (cell.isNotable !== (before?.isNotable ?? false)) target.classList.toggle('notable', cell.isNotable);
  if (text !== before?.text || (isRoomy && detail !== before.detail)) {
    target.textContent = text;
    target.classList.toggle('none', text === '0' && cell.trueClass !== cell.predictedClass);
    if (isRoomy && detail !== '') {
      const small = document.createElement('small');
      small.textContent = detail;
      target.append(small);
    }
  }
  if (shade === (before?.shade ?? null)) return;
  const ramp = (shade ?? 0) < 0 ? 'less' : 'more';
  const step = rampStepOf(Math.abs(shade ?? 0));
  target.style.backgroundColor = shade === null ? '' : `var(--${ramp}-${step})`;
  target.style.color = shade === null ? '' : `var(--${ramp}-text-${step})`;
}

function isSameShape(a: ConfusionMatrix, b: ConfusionMatrix): boolean {
  const shapeOf = ({ columns, rows }: ConfusionMatrix) => JSON.stringify([columns, rows.map(({ name }) => name)]);
  return shapeOf(a) === shapeOf(b);
}

function densityOf({ rows }: ConfusionMatrix): 'roomy' | 'compact' | 'dense' {
  if (rows.length <= ROOMY_CLASSES) return 'roomy';
  return rows.length <= COMPACT_CLASSES ? 'compact' : 'dense';
}

function isUpright({ columns }: ConfusionMatrix): boolean {
  return columns.length > LEVEL_CLASSES || columns.some((name) => name.length > LEVEL_NAME_LENGTH);
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
