import { formatQuantity } from '../../src/core/format.js';
import { type Binning, defaultBinning } from '../../src/core/statistics/calibration.js';
import { chartFigure } from '../chart/chartFigure.js';
import { choiceList } from '../components/controls.js';
import { element, icon, rebuilt } from '../components/dom.js';
import { runGlyph } from '../components/runGlyph.js';
import { samplesStatusList } from '../components/samplesStatus.js';
import { tableActions } from '../components/tableActions.js';
import { tableElement } from '../components/tableElement.js';
import { baselineFirst } from '../state/baselineFirst.js';
import { exportedTable } from '../state/exportedTable.js';
import type { PageState } from '../state/pageState.js';
import { type SampledRuns, sampledRuns } from '../state/sampledRuns.js';
import { samplesStatus } from '../state/samplesStatus.js';
import { whenChanged } from '../state/whenChanged.js';
import type { Theme } from '../theme/theme.js';
import { type CalibrationPage, calibrationPage } from './calibrationModel.js';
import type { View } from './view.js';

const binnings: readonly { readonly label: string; readonly binning: Binning }[] = [
  { label: '10 equally wide bins', binning: defaultBinning },
  { label: '15 equally wide bins', binning: { kind: 'width', count: 15 } },
  { label: '10 equally full bins', binning: { kind: 'mass', count: 10 } },
  { label: '15 equally full bins', binning: { kind: 'mass', count: 15 } },
];

/** How far a model can be taken at its word: is it right as often as it is sure? */
export const calibrationView: View = {
  id: 'calibration',
  title: 'Calibration',
  mount(container, context) {
    let chosen = 0;
    let pointed: number | undefined;
    let page: CalibrationPage | undefined;
    let last: { readonly state: PageState; readonly theme: Theme } | undefined;
    // What is the same stays the same object, and is not drawn again.
    const pageOf = whenChanged(calibrationPage);
    const redraw = () => {
      if (last !== undefined) draw(last.state, last.theme);
    };
    const status = samplesStatusList(context);
    const waiting = element('ul', { class: 'notes', attributes: { 'aria-label': 'What is missing' } });
    const sentences = element('ul', { class: 'sentences', attributes: { 'aria-label': 'How sure the models are' } });
    const bins = choiceList('Bins', (value) => {
      chosen = Number(value);
      redraw();
    });
    const chart = chartFigure('reliability-chart', context, (place) => {
      pointed = place;
      redraw();
    });
    chart.element.classList.add('square');
    const tableBox = element('div', {
      class: 'table-box',
      attributes: { role: 'region', tabindex: '0', 'aria-labelledby': 'scores-title' },
    });
    const heading = element('div', {
      class: 'heading-row',
      children: [
        element('h2', { text: 'Scores (less is better)', attributes: { id: 'scores-title' } }),
        ...tableActions(context, 'the scores', () =>
          exportedTable('calibration', page?.scores ?? { columns: [], rows: [] }),
        ),
      ],
    });
    const content = element('div', {
      class: 'calibration-content',
      children: [
        sentences,
        element('div', { class: 'chart-settings', children: [bins.element] }),
        chart.element,
        element('p', {
          class: 'hint',
          text: 'The diagonal: as sure as right. Below it a model is too sure, above it not sure enough. Bars: 95 % intervals (Wilson).',
        }),
        heading,
        tableBox,
      ],
    });
    container.append(status.element, waiting, content);
    const renderWaiting = rebuilt(waiting, (texts: readonly string[]) =>
      texts.map((text) => element('li', { class: 'note info', children: [icon('info'), element('p', { text })] })),
    );
    const renderSentences = rebuilt(sentences, (texts: readonly string[]) =>
      texts.map((text) => element('li', { text })),
    );
    const renderTable = rebuilt(tableBox, ({ scores, letters }: Pick<CalibrationPage, 'scores' | 'letters'>) => [
      tableElement(scores, 'Scores of the runs', {
        row: (index) => ((letters[index] ?? '') === '' ? [] : [runGlyph(letters[index] ?? '')]),
      }),
    ]);

    const draw = (state: PageState, theme: Theme) => {
      last = { state, theme };
      const { runs, baseline, history } = state;
      const sampled = sampledRuns(context.data, baselineFirst(runs, baseline), history.present.split);
      status.render(samplesStatus(sampled));
      const texts = waitingTexts(sampled);
      renderWaiting(texts);
      waiting.hidden = texts.length === 0;
      content.hidden = sampled.ready.length === 0;
      if (content.hidden) return;
      const { binning } = binnings[chosen] ?? { binning: defaultBinning };
      page = pageOf(sampled.ready, binning, sampled.ready[0]?.runId === baseline);
      bins.show(
        binnings.map(({ label }, index) => ({ value: String(index), label })),
        String(chosen),
      );
      renderSentences(page.sentences);
      chart.render(page.chart, theme, pointed);
      renderTable({ scores: page.scores, letters: page.letters });
    };
    return { render: draw };
  },
};

/** Of runs that there is nothing to ask for. */
function waitingTexts({ unevaluated }: SampledRuns): string[] {
  if (unevaluated.length === 0) return [];
  const letters = unevaluated.map(({ letter }) => letter).join(', ');
  return [
    `${formatQuantity(unevaluated.length, 'run')} without an evaluation (${letters}): that comes at the end of a training.`,
  ];
}
