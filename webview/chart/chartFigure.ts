import { renderCsv } from '../../src/core/report/csv.js';
import { cellText } from '../../src/core/report/table.js';
import { button } from '../components/controls.js';
import { element, rebuilt, setText } from '../components/dom.js';
import { tableElement } from '../components/tableElement.js';
import type { Theme } from '../theme/theme.js';
import type { ViewContext } from '../views/view.js';
import type { ChartModel } from './chartModel.js';
import { chartTable, nearestPlace, nextPlace, type Reading, readingsAt } from './chartTable.js';
import { LineChart } from './lineChart.js';

/** A chart with its title, keys, readings and table. */
export interface ChartFigure {
  readonly element: HTMLElement;
  /** `cursor`: the place on the axis that is selected. */
  render(model: ChartModel, theme: Theme, cursor: number | undefined): void;
}

/** A page that draws for the first time has better things to do than a table that nobody sees yet. */
const TABLE_DELAY_MS = 50;

/**
 * A chart for eyes, keys and ears. Keys, when it has the focus: ← and → move the cursor, Home and End to the ends, `t`
 * shows the table, Escape takes the cursor away. `onCursor` hears where the person puts it.
 */
export function chartFigure(
  id: string,
  context: ViewContext,
  onCursor: (place: number | undefined) => void,
): ChartFigure {
  let model: ChartModel | undefined;
  let theme: Theme | undefined;
  let cursor: number | undefined;
  let pointed: number | undefined;
  let isTableDue = false;

  const heading = element('h2');
  const canvas = element('canvas', { attributes: { 'aria-hidden': 'true' } });
  const plot = element('div', {
    class: 'plot',
    attributes: { role: 'group', tabindex: '0', 'aria-roledescription': 'chart', 'aria-describedby': `${id}-keys` },
    children: [canvas],
  });
  const keys = element('p', {
    class: 'only-heard',
    text: 'Left and right arrows move by epoch, t shows the data as a table.',
    attributes: { id: `${id}-keys` },
  });
  const readings = element('p', { class: 'readings' });
  const tableBox = element('div', {
    class: 'table-box only-heard',
    attributes: { tabindex: '-1', role: 'region' },
  });
  const renderTable = rebuilt(tableBox, ({ shown, title }: { shown: ReturnType<typeof chartTable>; title: string }) => [
    tableElement(shown, `${title}: data`),
  ]);
  const tableButton = button({
    label: 'Show the data as a table (t)',
    icon: 'table',
    appearance: 'icon',
    onPress: () => toggleTable(),
  });
  tableButton.setAttribute('aria-expanded', 'false');
  const toolbar = element('div', {
    class: 'toolbar',
    children: [
      tableButton,
      button({ label: 'Save the picture', icon: 'file-media', appearance: 'icon', onPress: () => void savePicture() }),
      button({ label: 'Save the data', icon: 'save', appearance: 'icon', onPress: () => void saveData() }),
    ],
  });
  const figure = element('section', {
    class: 'chart-figure',
    attributes: { 'aria-labelledby': `${id}-title` },
    children: [element('header', { children: [heading, toolbar] }), plot, keys, readings, tableBox],
  });
  heading.id = `${id}-title`;

  const chart = new LineChart(canvas, (x, isChosen) => {
    const place = x === undefined ? undefined : nearestPlace(model?.cursorPlaces ?? [], x);
    if (isChosen) onCursor(place);
    if (place === pointed) return;
    pointed = place;
    draw();
  });

  plot.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || model === undefined) return;
    const { cursorPlaces } = model;
    const moves: Readonly<Record<string, () => number | undefined>> = {
      ArrowLeft: () => nextPlace(cursorPlaces, cursor, -1),
      ArrowRight: () => nextPlace(cursorPlaces, cursor, 1),
      Home: () => cursorPlaces[0],
      End: () => cursorPlaces.at(-1),
      Escape: () => undefined,
    };
    const move = moves[event.key];
    if (move !== undefined) {
      const place = move();
      // At once: the next key may come before the next frame.
      cursor = place;
      onCursor(place);
      if (place !== undefined) context.announce(spokenAt(model, place));
    } else if (event.key === 't') toggleTable();
    else return;
    event.preventDefault();
  });

  function draw(): void {
    if (model === undefined || theme === undefined) return;
    const place = pointed ?? cursor;
    chart.draw(model, theme, place);
    setText(readings, place === undefined ? '' : shownAt(model, place));
  }

  function toggleTable(): void {
    const isHidden = tableBox.classList.toggle('only-heard');
    tableBox.tabIndex = isHidden ? -1 : 0;
    tableButton.setAttribute('aria-expanded', String(!isHidden));
    context.announce(isHidden ? 'The table is hidden.' : 'The table is shown below the chart.');
  }

  async function savePicture(): Promise<void> {
    if (model === undefined) return;
    const { title } = model;
    const png = await chart.toPng();
    if (await context.ask('saveImage', { suggestedName: `${fileName(title)}.png`, png }))
      context.announce('The picture has been saved.');
  }

  async function saveData(): Promise<void> {
    if (model === undefined) return;
    const { columns, rows } = chartTable(model);
    const text = renderCsv([columns.map(({ title }) => title), ...rows.map((row) => row.map(cellText))]);
    if (await context.ask('saveText', { suggestedName: `${fileName(model.title)}.csv`, text }))
      context.announce('The data have been saved.');
  }

  return {
    element: figure,
    render(nextModel, nextTheme, nextCursor) {
      model = nextModel;
      theme = nextTheme;
      cursor = nextCursor;
      setText(heading, model.title);
      plot.setAttribute('aria-label', model.summary);
      tableBox.setAttribute('aria-label', `${model.title}: data`);
      draw();
      if (isTableDue) return;
      isTableDue = true;
      setTimeout(() => {
        isTableDue = false;
        if (model !== undefined) renderTable({ shown: chartTable(model), title: model.title });
      }, TABLE_DELAY_MS);
    },
  };
}

function namedReadings(model: ChartModel, place: number): { letter: string; name: string; value: string }[] {
  const readings = new Map(readingsAt(model, place).map((reading: Reading) => [reading.seriesId, reading.value]));
  return model.series.flatMap(({ id, name, identity }) => {
    const value = readings.get(id);
    return value === undefined ? [] : { letter: identity.letter, name, value };
  });
}

function shownAt(model: ChartModel, place: number): string {
  const values = namedReadings(model, place).map(({ letter, name, value }) => `${letter} ${name} ${value}`);
  return `${model.xTitle} ${place}: ${values.join(' · ')}`;
}

function spokenAt(model: ChartModel, place: number): string {
  const marks = model.marks.filter(({ x }) => x === place).map(({ text }) => text);
  return [`${shownAt(model, place).replaceAll(' · ', '; ')}.`, ...marks].join(' ');
}

function fileName(title: string): string {
  return title.toLowerCase().replaceAll(' ', '-');
}
