import { svgPicture } from '../chart/svgPicture.js';
import type { Theme } from '../theme/theme.js';
import type { ClassPlot, PlottedClass } from '../views/classesModel.js';
import type { ViewContext } from '../views/view.js';
import { classPlotPicture, readingOf } from './classPlot.js';
import { element, icon, rebuilt, setText } from './dom.js';
import { pictureActions } from './pictureActions.js';
import { rowPicture, WIDEST_ROWS } from './rowPicture.js';
import { runGlyph } from './runGlyph.js';

/** The plot of classes with its title, legend, keys and readings. */
export interface ClassPlotFigure {
  readonly element: HTMLElement;
  render(plot: ClassPlot, theme: Theme): void;
}

/** `open` hears which class the person wants to see the images of. */
export function classPlotFigure(context: ViewContext, open: (classIndex: number) => void): ClassPlotFigure {
  let plot: ClassPlot | undefined;
  let theme: Theme | undefined;

  const heading = element('h2', { attributes: { id: 'class-plot-title' } });
  const { picture, readings, redraw } = rowPicture<PlottedClass>(context, {
    class: 'class-plot',
    attributes: { 'aria-labelledby': 'class-plot-title', 'aria-describedby': 'class-plot-keys' },
    rows: () => plot?.classes,
    draw: (width, cursor) =>
      plot === undefined || theme === undefined ? undefined : classPlotPicture(plot, theme, width, cursor),
    reading: readingOf,
    said: (row) => readingOf(row).replaceAll(' · ', '; '),
    onKey(key, marked) {
      if (key !== 'Enter' || marked === undefined) return false;
      open(marked.classIndex);
      return true;
    },
  });
  const keys = element('p', {
    class: 'only-heard',
    text: 'Up and down arrows move from class to class, Enter opens its errors. The table below has all figures.',
    attributes: { id: 'class-plot-keys' },
  });
  const legend = element('ul', { class: 'legend' });
  const exported = () => {
    if (plot === undefined || theme === undefined) return undefined;
    const drawn = classPlotPicture(plot, theme, WIDEST_ROWS, undefined);
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

  picture.addEventListener('click', (event) => {
    const row = event.target instanceof Element ? event.target.closest('[data-class]') : null;
    if (row !== null) open(Number(row.getAttribute('data-class')));
  });

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
      setText(heading, plot.title);
      renderLegend(plot.legend);
      redraw();
    },
  };
}
