import type { ClassColumn, ClassEntry, ClassesChoices, ClassesPicture, ShownFigure } from '../views/classesModel.js';
import { element, icon } from './dom.js';
import { runGlyph } from './runGlyph.js';

export interface ClassTableActions {
  sort(column: ClassColumn): void;
  open(entry: ClassEntry): void;
}

/** The table of classes: its headings sort it, the name of a class leads to its errors. */
export function classTable(
  { columns, entries }: ClassesPicture,
  { sortedBy, isDescending }: Pick<ClassesChoices, 'sortedBy' | 'isDescending'>,
  actions: ClassTableActions,
): HTMLTableElement {
  const head = columns.map(({ id, title }) => {
    const isSorted = id === sortedBy;
    const arrow = isSorted ? [icon(isDescending ? 'arrow-down' : 'arrow-up')] : [];
    const sort = element('button', {
      class: 'sort',
      attributes: { type: 'button', 'data-focus-key': `sort ${id}` },
      children: [element('span', { text: title }), ...arrow],
    });
    sort.addEventListener('click', () => actions.sort(id));
    return element('th', {
      class: isText(id) ? 'words' : 'number',
      attributes: { scope: 'col', 'aria-sort': isSorted ? (isDescending ? 'descending' : 'ascending') : 'none' },
      children: [sort],
    });
  });
  const body = entries.map((entry) => {
    const row = element('tr', { children: columns.map(({ id }) => cellElement(entry, id, actions)) });
    row.addEventListener('click', (event) => {
      if (!(event.target instanceof Element && event.target.closest('button') !== null)) actions.open(entry);
    });
    return row;
  });
  return element('table', {
    class: 'class-table',
    children: [
      element('caption', {
        class: 'only-heard',
        text: 'Figures of the classes; headings sort, a class opens its errors',
      }),
      element('thead', { children: [element('tr', { children: head })] }),
      element('tbody', { children: body }),
    ],
  });
}

function cellElement(entry: ClassEntry, column: ClassColumn, actions: ClassTableActions): HTMLElement {
  const { className, run, isBaseline, figures, difference } = entry;
  if (column === 'class') {
    const link = element('button', {
      class: 'link',
      text: className,
      attributes: {
        type: 'button',
        title: className,
        'aria-label': `${className}: errors of ${run.name}`,
        'data-focus-key': `class ${entry.row.classIndex} ${run.runId}`,
      },
    });
    link.addEventListener('click', () => actions.open(entry));
    return element('th', { attributes: { scope: 'row' }, children: [link] });
  }
  if (column === 'run')
    return element('td', {
      class: 'run-cell',
      children: [
        runGlyph(run.letter),
        element('span', { class: 'name', text: run.name, attributes: { title: run.name } }),
      ],
    });
  if (column !== 'difference') return figureCell(figures[column]);
  if (difference === undefined)
    return element('td', { class: 'number tone-muted', text: isBaseline ? 'baseline' : '–' });
  return figureCell(difference);
}

function figureCell({ text, interval, tone }: ShownFigure): HTMLElement {
  return element('td', {
    class: 'number',
    children: [
      element('span', { class: tone === undefined ? '' : `tone-${tone}`, text }),
      ...(interval === '' ? [] : [element('small', { text: interval })]),
    ],
  });
}

function isText(column: ClassColumn): boolean {
  return column === 'class' || column === 'run';
}
