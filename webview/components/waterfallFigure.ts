import { attributionReading } from '../../src/core/difference/attributionText.js';
import { svgPicture } from '../chart/svgPicture.js';
import { exportedTable } from '../state/exportedTable.js';
import type { Theme } from '../theme/theme.js';
import type { AttributedPair, ShownBar, WaterfallModel } from '../views/attributionModel.js';
import type { ViewContext } from '../views/view.js';
import { button, setButtonState } from './controls.js';
import { element, rebuilt, setAttribute, setText } from './dom.js';
import { pictureActions } from './pictureActions.js';
import { rowPicture, WIDEST_ROWS } from './rowPicture.js';
import { tableActions } from './tableActions.js';
import { tableElement } from './tableElement.js';
import { waterfallPicture } from './waterfallPlot.js';

/** A waterfall with its title, keys, readings, notes and table. */
export interface WaterfallFigure {
  readonly element: HTMLElement;
  render(model: WaterfallModel, theme: Theme, pair: AttributedPair): void;
}

/**
 * Keys, when it has the focus: ↑ and ↓ move from bar to bar, Home and End to the ends, Enter leads to the change in the
 * definitions side by side, as a click on its bar does; `t` shows the table.
 */
export function waterfallFigure(id: string, context: ViewContext): WaterfallFigure {
  let model: WaterfallModel | undefined;
  let theme: Theme | undefined;
  let pair: AttributedPair | undefined;
  const heading = element('h3', { attributes: { id: `${id}-title` } });
  const { picture, readings, redraw } = rowPicture<WaterfallModel['bars'][number]>(context, {
    class: 'waterfall',
    attributes: { 'aria-describedby': `${id}-keys` },
    rows: () => model?.bars,
    draw: (width, cursor) =>
      model === undefined || theme === undefined ? undefined : waterfallPicture(model, theme, width, cursor),
    reading: attributionReading,
    onKey(key, marked) {
      if (key === 't') toggleTable();
      if (key === 'Enter') openChange(marked);
      return key === 't' || key === 'Enter';
    },
  });
  function openChange(bar: ShownBar | undefined): void {
    if (pair === undefined || bar?.group === undefined) return;
    const { line } = bar;
    void context.ask('compareSideBySide', { ...pair, ...(line === undefined ? {} : { line }) });
  }
  picture.addEventListener('click', ({ target }) => {
    const row = target instanceof Element ? target.closest('[data-row]')?.getAttribute('data-row') : undefined;
    if (row !== null && row !== undefined) openChange(model?.bars[Number(row)]);
  });
  const keys = element('p', {
    class: 'only-heard',
    text: 'Up and down arrows move from bar to bar, Enter opens a change in the definitions, t shows the data as a table.',
    attributes: { id: `${id}-keys` },
  });
  const notes = element('ul', { class: 'sentences', attributes: { 'aria-label': 'What is to be said of it' } });
  const tableBox = element('div', {
    class: 'table-box only-heard',
    attributes: { tabindex: '-1', role: 'region' },
  });
  const isTableSeen = () => !tableBox.classList.contains('only-heard');
  const toggleTable = () => {
    tableBox.classList.toggle('only-heard');
    tableBox.tabIndex = isTableSeen() ? 0 : -1;
    setButtonState(tableButton, 'expanded', isTableSeen());
    context.announce(isTableSeen() ? 'The table is shown below the chart.' : 'The table is hidden.');
  };
  const tableButton = button({
    label: 'Show what each change is worth as a table (t)',
    icon: 'table',
    appearance: 'icon',
    onPress: toggleTable,
  });
  setButtonState(tableButton, 'expanded', false);
  const exported = () => {
    if (model === undefined || theme === undefined) return undefined;
    const drawn = waterfallPicture(model, theme, WIDEST_ROWS, undefined);
    return { fileName: model.fileName, svg: svgPicture(drawn, model.title, theme) };
  };
  const toolbar = element('div', {
    class: 'toolbar',
    children: [
      tableButton,
      ...tableActions(context, 'what each change is worth', () =>
        exportedTable('attribution', model?.table ?? { columns: [], rows: [] }),
      ),
      ...pictureActions(context, exported),
    ],
  });
  const renderNotes = rebuilt(notes, (texts: readonly string[]) => texts.map((text) => element('li', { text })));
  const renderTable = rebuilt(tableBox, (table: WaterfallModel['table']) => [
    tableElement(table, 'What each change is worth'),
  ]);

  return {
    element: element('section', {
      class: 'chart-figure',
      attributes: { 'aria-labelledby': `${id}-title` },
      children: [element('header', { children: [heading, toolbar] }), picture, keys, readings, notes, tableBox],
    }),
    render(nextModel, nextTheme, nextPair) {
      model = nextModel;
      pair = nextPair;
      theme = nextTheme;
      setText(heading, model.title);
      setAttribute(picture, 'aria-label', model.summary);
      setAttribute(tableBox, 'aria-label', `${model.title}: data`);
      renderNotes(model.notes);
      renderTable(model.table);
      redraw();
    },
  };
}
