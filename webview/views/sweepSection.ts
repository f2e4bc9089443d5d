import type { ShownRun } from '../../src/protocol/page.js';
import { choiceList } from '../components/controls.js';
import { element, rebuilt, setText } from '../components/dom.js';
import { tableActions } from '../components/tableActions.js';
import { tableElement } from '../components/tableElement.js';
import { exportedTable } from '../state/exportedTable.js';
import type { Theme } from '../theme/theme.js';
import { type SweepForm, sweepPictures } from './sweepDrawing.js';
import { type SweepPlot, sweepPlots } from './sweepModel.js';
import type { ViewContext } from './view.js';

/** The options of a sweep against the validation accuracy, as pictures and as a table. */
export interface SweepSection {
  readonly element: HTMLElement;
  render(runs: readonly ShownRun[], theme: Theme): void;
}

const forms: Readonly<Record<SweepForm, string>> = {
  scatter: 'a plot for each option',
  parallel: 'parallel coordinates',
};

/** Hidden while no sweep is among the runs. */
export function sweepSection(context: ViewContext): SweepSection {
  let form: SweepForm = 'scatter';
  let chosen = 0;
  let model = 0;
  let plots: readonly SweepPlot[] = [];
  let known = '';
  let last: Theme | undefined;
  const models = choiceList('Swept model', (value) => {
    [model, chosen] = [Number(value), 0];
    draw();
  });
  const formChoice = choiceList('Shown as', (value) => {
    form = value as SweepForm;
    draw();
  });
  const variants = choiceList('Marked', (value) => {
    chosen = Number(value);
    draw();
    context.announce(plots[model]?.points[chosen]?.reading ?? '');
  });
  const pictures = element('div', { class: 'sweep-pictures', attributes: { role: 'img' } });
  const reading = element('p', { class: 'readings' });
  const sentences = element('ul', { class: 'sentences', attributes: { 'aria-label': 'What the sweep says' } });
  const tableBox = element('div', {
    class: 'table-box',
    attributes: { role: 'region', tabindex: '0', 'aria-labelledby': 'sweep-title' },
  });
  const heading = element('div', {
    class: 'heading-row',
    children: [
      element('h2', { text: 'What was varied', attributes: { id: 'sweep-title' } }),
      ...tableActions(context, 'the variants', () =>
        exportedTable('sweep', plots[model]?.table ?? { columns: [], rows: [] }),
      ),
    ],
  });
  const settings = element('div', {
    class: 'chart-settings',
    children: [models.element, formChoice.element, variants.element],
  });
  const section = element('section', {
    class: 'sweep',
    children: [heading, sentences, settings, pictures, reading, tableBox],
  });
  section.hidden = true;
  const renderSentences = rebuilt(sentences, (texts: readonly string[]) =>
    texts.map((text) => element('li', { text })),
  );
  const renderTable = rebuilt(tableBox, (plot: SweepPlot) => [tableElement(plot.table, `Variants of ${plot.model}`)]);

  const draw = () => {
    const plot = plots[model] ?? plots[0];
    section.hidden = plot === undefined;
    if (plot === undefined || last === undefined) return;
    models.element.hidden = plots.length < 2;
    models.show(
      plots.map((one, index) => ({ value: String(index), label: one.model })),
      String(plots.indexOf(plot)),
    );
    formChoice.show(
      Object.entries(forms).map(([value, label]) => ({ value, label })),
      form,
    );
    variants.show(
      plot.points.map(({ name }, index) => ({ value: String(index), label: name })),
      String(chosen),
    );
    renderSentences(plot.sentences);
    setText(reading, plot.points[chosen]?.reading ?? '');
    pictures.setAttribute(
      'aria-label',
      `Options of ${plot.model} against validation accuracy; the table below has the numbers.`,
    );
    pictures.replaceChildren(...sweepPictures(plot, form, last, chosen));
    renderTable(plot);
  };
  return {
    element: section,
    render(runs, theme) {
      const swept = runs.filter(({ state }) => state.started?.request.sweep !== undefined);
      const key = JSON.stringify(
        swept.map(({ runId, state }) => [runId, state.status, state.epochs.length, state.evaluation?.test.accuracy]),
      );
      if (key === known && theme === last) return;
      if (key !== known) plots = sweepPlots(swept.map(({ state }) => state));
      [known, last] = [key, theme];
      draw();
    },
  };
}
