import { button } from '../components/controls.js';
import { element, icon, rebuilt } from '../components/dom.js';
import { modelGlyph } from '../components/runGlyph.js';
import { tableActions } from '../components/tableActions.js';
import { tableElement } from '../components/tableElement.js';
import { toggleButton } from '../components/toggleButton.js';
import { exportedTable } from '../state/exportedTable.js';
import { turnedTable } from '../state/turnedTable.js';
import type { FigureColumn, FiguresModel } from './figuresModel.js';
import { type FiguresRow, type FiguresTable, figuresTable } from './figuresTable.js';
import type { ViewContext } from './view.js';

/** More models than these stand below each other, else side by side. */
const MOST_COLUMNS = 5;

interface DrawnTable extends FiguresTable {
  readonly isTurned: boolean;
  /** Index of a model that is pointed at elsewhere. */
  readonly pointed: number | undefined;
}

/** The table of figures: a row or a column for each model, its seeds on demand, all figures or what differs. */
export interface FiguresSection {
  readonly elements: readonly HTMLElement[];
  render(models: readonly FiguresModel[], columns: readonly FigureColumn[], pointed: number | undefined): void;
}

export function figuresSection(context: ViewContext): FiguresSection {
  let shown: { readonly models: readonly FiguresModel[]; readonly columns: readonly FigureColumn[] } | undefined;
  let pointedModel: number | undefined;
  // Undefined: as suits the number of models.
  let isTurned: boolean | undefined;
  let isDifferingOnly = false;
  const unfolded = new Set<string>();

  const heading = element('h2', { text: 'Figures', attributes: { id: 'figures-title' } });
  const row = element('div', { class: 'heading-row', children: [heading] });
  const hint = element('p', {
    class: 'hint',
    text: 'Shown is what differs: figures by more than their intervals, recalls of classes by more than chance makes of it, definitions at all.',
  });
  const box = element('div', {
    class: 'table-box',
    attributes: { role: 'region', tabindex: '0', 'aria-labelledby': 'figures-title' },
  });
  const isTableTurned = () => isTurned ?? (shown?.models.length ?? 0) <= MOST_COLUMNS;
  const made = () => figuresTable(shown?.models ?? [], shown?.columns ?? [], { isDifferingOnly, unfolded });
  const differing = toggleButton('Differences only', 'filter', (isOn) => {
    isDifferingOnly = isOn;
    draw();
  });
  row.append(
    button({
      label: 'Swap rows and columns',
      icon: 'arrow-swap',
      appearance: 'icon',
      onPress: () => {
        isTurned = !isTableTurned();
        draw();
      },
    }),
    ...tableActions(context, 'the figures', () => exportedTable('figures', made().table)),
    differing.element,
  );

  const toggleSeeds = (model: number) => {
    const runId = shown?.models[model]?.runs[0]?.runId ?? '';
    if (!unfolded.delete(runId)) unfolded.add(runId);
    draw();
  };
  const leadOf = (about: FiguresRow | undefined): Node[] => {
    if (about === undefined) return [];
    const glyph = modelGlyph(about.letters);
    if (about.fold === 'none') return [glyph];
    const isOpen = about.fold === 'unfolded';
    const toggle = element('button', {
      class: 'fold',
      attributes: {
        type: 'button',
        'aria-expanded': String(isOpen),
        'aria-label': `Each seed of ${about.letters.join(', ')}`,
        title: 'Each seed',
        'data-focus-key': `seeds ${about.letters[0] ?? ''}`,
      },
      children: [icon(isOpen ? 'chevron-down' : 'chevron-right')],
    });
    toggle.addEventListener('click', () => toggleSeeds(about.model));
    return [toggle, glyph];
  };
  const renderTable = rebuilt(box, ({ table, rows, isTurned: isAside, pointed }: DrawnTable) => {
    const created = isAside
      ? tableElement(turnedTable(table), 'Figures of the models', { column: (index) => leadOf(rows[index - 1]) })
      : tableElement(table, 'Figures of the models', { row: (index) => leadOf(rows[index]) });
    created.classList.toggle('turned', isAside);
    markRows(created, rows, isAside, pointed);
    return [created];
  });

  function draw(): void {
    if (shown === undefined) return;
    const isAlone = shown.models.length < 2;
    differing.element.hidden = isAlone;
    differing.show(isDifferingOnly);
    hint.hidden = isAlone || !isDifferingOnly;
    renderTable({ ...made(), isTurned: isTableTurned(), pointed: pointedModel });
  }

  return {
    elements: [row, hint, box],
    render(models, columns, pointed) {
      shown = { models, columns };
      pointedModel = pointed;
      draw();
    },
  };
}

/** Gives the cells of seeds, and of the model that is pointed at, their looks. */
function markRows(
  table: HTMLTableElement,
  rows: readonly FiguresRow[],
  isTurned: boolean,
  pointed: number | undefined,
): void {
  rows.forEach(({ isSeed, model }, index) => {
    const cells = isTurned
      ? [...table.rows].flatMap((line) => line.cells[index + 1] ?? [])
      : [...(table.tBodies[0]?.rows[index]?.cells ?? [])];
    for (const cell of cells) {
      cell.classList.toggle('of-seed', isSeed);
      cell.classList.toggle('pointed', model === pointed);
    }
  });
}
