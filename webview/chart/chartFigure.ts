import { button, setButtonState } from '../components/controls.js';
import { element, setAttribute, setText } from '../components/dom.js';
import { gradualTable } from '../components/gradualTable.js';
import type { Theme } from '../theme/theme.js';
import type { ViewContext } from '../views/view.js';
import { drawCursor } from './chartCursor.js';
import type { ChartModel } from './chartModel.js';
import { haveSameNumbers, lookTheSame, restingPart } from './chartParts.js';
import { chartTable, nearestPlace, nextPlace, placeName, readingsAt } from './chartTable.js';
import { chartToolbar } from './chartToolbar.js';
import { LineChart } from './lineChart.js';
import { oneAFrame } from './oneAFrame.js';

/** A chart with its title, keys, readings and table. */
export interface ChartFigure {
  readonly element: HTMLElement;
  /** `cursor`: the place that is selected. */
  render(model: ChartModel, theme: Theme, cursor: number | undefined): void;
}

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

  const heading = element('h2');
  const canvas = element('canvas', { attributes: { 'aria-hidden': 'true' } });
  const overlay = element('canvas', { class: 'overlay', attributes: { 'aria-hidden': 'true' } });
  const plot = element('div', {
    class: 'plot',
    attributes: { role: 'group', tabindex: '0', 'aria-roledescription': 'chart', 'aria-describedby': `${id}-keys` },
    children: [element('div', { class: 'canvas-box', children: [canvas] }), overlay],
  });
  const keys = element('p', { class: 'only-heard', attributes: { id: `${id}-keys` } });
  const readings = element('p', { class: 'readings' });
  const tableBox = element('div', {
    class: 'table-box only-heard',
    attributes: { tabindex: '-1', role: 'region' },
  });
  const isTableSeen = () => !tableBox.classList.contains('only-heard');
  const fillTable = gradualTable(tableBox, isTableSeen);
  const tableButton = button({
    label: 'Show the data as a table (t)',
    icon: 'table',
    appearance: 'icon',
    onPress: () => toggleTable(),
  });
  setButtonState(tableButton, 'expanded', false);
  const figure = element('section', {
    class: 'chart-figure',
    attributes: { 'aria-labelledby': `${id}-title` },
    children: [
      element('header', {
        children: [
          heading,
          chartToolbar(context, tableButton, () =>
            model === undefined || theme === undefined ? undefined : { model, theme, width: plot.clientWidth },
          ),
        ],
      }),
      plot,
      keys,
      readings,
      tableBox,
    ],
  });
  heading.id = `${id}-title`;

  // Made when it has a size: else it would be drawn twice.
  let chart: LineChart | undefined;

  plot.addEventListener('pointermove', (event) => point(placeUnder(event)));
  plot.addEventListener('pointerleave', () => point(undefined));
  plot.addEventListener('click', (event) => onCursor(placeUnder(event)));
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

  function placeUnder({ clientX, clientY }: MouseEvent): number | undefined {
    const area = chart?.area;
    if (model === undefined || area === undefined) return undefined;
    const { left, top } = canvas.getBoundingClientRect();
    return nearestPlace(model, { x: clientX - left, y: clientY - top }, area);
  }

  function point(place: number | undefined): void {
    if (place === pointed) return;
    pointed = place;
    drawPlace();
  }

  function drawLines(): void {
    if (model === undefined || theme === undefined || figure.offsetParent === null) return;
    chart ??= new LineChart(canvas, drawPlace);
    chart.draw(restingPart(model), theme);
  }

  /** What moves; the lines draw it, too. */
  function drawPlace(): void {
    const area = chart?.area;
    if (model === undefined || theme === undefined || area === undefined) return;
    const place = pointed ?? cursor;
    drawCursor(overlay, place, model, theme, area);
    setText(readings, place === undefined ? '' : shownAt(model, place));
  }

  function toggleTable(): void {
    tableBox.classList.toggle('only-heard');
    tableBox.tabIndex = isTableSeen() ? 0 : -1;
    setButtonState(tableButton, 'expanded', isTableSeen());
    context.announce(isTableSeen() ? 'The table is shown below the chart.' : 'The table is hidden.');
  }

  return {
    element: figure,
    render(nextModel, nextTheme, nextCursor) {
      const hasSameLook = model !== undefined && nextTheme === theme && lookTheSame(model, nextModel);
      const hasSameNumbers = model !== undefined && haveSameNumbers(model, nextModel);
      model = nextModel;
      theme = nextTheme;
      cursor = nextCursor;
      setText(heading, model.title);
      setText(keys, `Left and right arrows move by ${model.placeTitle.toLowerCase()}, t shows the data as a table.`);
      setAttribute(plot, 'aria-label', model.summary);
      setAttribute(tableBox, 'aria-label', `${model.title}: data`);
      if (hasSameLook) drawPlace();
      else oneAFrame(drawLines);
      if (!hasSameNumbers) fillTable(chartTable(model), `${model.title}: data`);
    },
  };
}

function shownAt(model: ChartModel, place: number): string {
  const values = readingsAt(model, place).map(({ letter, name, value }) => `${letter} ${name} ${value}`);
  return values.length === 0 ? '' : `${model.placeTitle} ${placeName(model, place)}: ${values.join(' · ')}`;
}

function spokenAt(model: ChartModel, place: number): string {
  const marks = model.marks.filter((mark) => mark.place === place).map(({ text }) => text);
  return [`${shownAt(model, place).replaceAll(' · ', '; ')}.`, ...marks].join(' ');
}
