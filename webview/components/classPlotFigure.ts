import { svgPicture } from '../chart/svgPicture.js';
import type { Theme } from '../theme/theme.js';
import type { ClassPlot } from '../views/classesModel.js';
import type { ViewContext } from '../views/view.js';
import { classPlotPicture, readingOf } from './classPlot.js';
import { element, icon, rebuilt, setText } from './dom.js';
import { pictureActions } from './pictureActions.js';
import { runGlyph } from './runGlyph.js';

/** The plot of classes with its title, legend, keys and readings. */
export interface ClassPlotFigure {
  readonly element: HTMLElement;
  render(plot: ClassPlot, theme: Theme): void;
}

const NARROWEST = 280;
const WIDEST = 900;

/** `open` hears which class the person wants to see the images of. */
export function classPlotFigure(context: ViewContext, open: (classIndex: number) => void): ClassPlotFigure {
  let plot: ClassPlot | undefined;
  let theme: Theme | undefined;
  let cursor: number | undefined;
  let width = 0;

  const heading = element('h2', { attributes: { id: 'class-plot-title' } });
  const picture = element('div', {
    class: 'class-plot',
    attributes: {
      role: 'group',
      tabindex: '0',
      'aria-roledescription': 'chart',
      'aria-labelledby': 'class-plot-title',
      'aria-describedby': 'class-plot-keys',
    },
  });
  const keys = element('p', {
    class: 'only-heard',
    text: 'Up and down arrows move from class to class, Enter opens its errors. The table below has all figures.',
    attributes: { id: 'class-plot-keys' },
  });
  const readings = element('p', { class: 'readings', attributes: { 'aria-hidden': 'true' } });
  const legend = element('ul', { class: 'legend' });
  const exported = () => {
    if (plot === undefined || theme === undefined) return undefined;
    const drawn = classPlotPicture(plot, theme, WIDEST, undefined);
    return { fileName: plot.fileName, svg: svgPicture(drawn, plot.title, theme) };
  };
  const toolbar = element('div', { class: 'toolbar', children: pictureActions(context, exported) });
  const renderLegend = rebuilt(legend, (model: ClassPlot['legend']) =>
    model.map(({ letter, runName, isBaseline }) =>
      element('li', {
        children: [runGlyph(letter), runName, ...(isBaseline ? [icon('pinned'), 'baseline: dashed across'] : [])],
      }),
    ),
  );

  function draw(): void {
    if (plot === undefined || theme === undefined || width === 0) return;
    const drawn = classPlotPicture(plot, theme, width, cursor);
    drawn.setAttribute('aria-hidden', 'true');
    picture.replaceChildren(drawn);
  }

  picture.addEventListener('click', (event) => {
    const row = event.target instanceof Element ? event.target.closest('[data-class]') : null;
    if (row !== null) open(Number(row.getAttribute('data-class')));
  });
  picture.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || plot === undefined) return;
    const last = plot.classes.length - 1;
    const places: Readonly<Record<string, number>> = {
      ArrowDown: Math.min(last, (cursor ?? -1) + 1),
      ArrowUp: Math.max(0, (cursor ?? 1) - 1),
      Home: 0,
      End: last,
    };
    const place = places[event.key];
    const marked = cursor === undefined ? undefined : plot.classes[cursor];
    if (place !== undefined) move(place);
    else if (event.key === 'Enter' && marked !== undefined) open(marked.classIndex);
    else if (event.key === 'Escape') move(undefined);
    else return;
    event.preventDefault();
  });

  function move(place: number | undefined): void {
    cursor = place;
    const row = place === undefined ? undefined : plot?.classes[place];
    setText(readings, row === undefined ? '' : readingOf(row));
    if (row !== undefined) context.announce(`${readingOf(row).replaceAll(' · ', '; ')}.`);
    draw();
  }

  new ResizeObserver(() => {
    const next = Math.round(Math.min(WIDEST, Math.max(NARROWEST, picture.clientWidth)));
    if (next === width) return;
    width = next;
    draw();
  }).observe(picture);

  return {
    element: element('section', {
      class: 'chart-figure',
      attributes: { 'aria-labelledby': 'class-plot-title' },
      children: [element('header', { children: [heading, toolbar] }), legend, picture, keys, readings],
    }),
    render(nextPlot, nextTheme) {
      if (nextPlot === plot && nextTheme === theme) return;
      plot = nextPlot;
      theme = nextTheme;
      if (cursor !== undefined && cursor >= plot.classes.length) cursor = undefined;
      setText(heading, plot.title);
      renderLegend(plot.legend);
      draw();
    },
  };
}
