import { formatPercent } from '../../src/core/format.js';
import type { ShownRun } from '../../src/protocol/page.js';
import { chartFigure } from '../chart/chartFigure.js';
import type { ChartMarkKind } from '../chart/chartModel.js';
import { button } from '../components/controls.js';
import { element, icon, rebuilt, setText } from '../components/dom.js';
import { runGlyph } from '../components/runGlyph.js';
import { progressText, runName } from '../state/runText.js';
import { hasPoints, readingOfFits, trainingCharts } from './trainingModel.js';
import type { View, ViewContext } from './view.js';

/** Curves of loss, accuracy and learning rate, live; progress of what is being trained. */
export const trainingView: View = {
  id: 'training',
  title: 'Training',
  mount(container, context) {
    const onCursor = (epoch: number | undefined) => context.select({ epoch });
    const loss = chartFigure('loss-chart', context, onCursor);
    const accuracy = chartFigure('accuracy-chart', context, onCursor);
    const learningRate = chartFigure('learning-rate-chart', context, onCursor);
    learningRate.element.classList.add('low');
    const progress = element('ul', { class: 'progress-list', attributes: { 'aria-label': 'Runs in training' } });
    const waiting = element('p', { class: 'hint' });
    const legend = element('ul', { class: 'legend', attributes: { 'aria-label': 'Lines and marks' } });
    const fits = element('ul', { class: 'sentences', attributes: { 'aria-label': 'How the models fit' } });
    const charts = element('div', {
      class: 'charts',
      children: [loss.element, accuracy.element, learningRate.element],
    });
    container.append(progress, waiting, legend, charts, fits);
    const renderProgress = progressList(progress, context);
    const renderLegend = rebuilt(legend, legendItems);
    const renderFits = rebuilt(fits, (sentences: readonly string[]) =>
      sentences.map((text) => element('li', { text })),
    );

    return {
      render({ runs, history }, theme) {
        const models = trainingCharts(runs);
        const { epoch } = history.present;
        const running = runs.filter(({ state }) => state.status === 'running');
        renderProgress(running);
        setText(waiting, hasPoints(models.loss) ? '' : waitingText(running.length > 0));
        renderLegend({
          hasBatches: models.loss.series.some(({ isFaint }) => isFaint),
          kinds: [...new Set([...models.loss.marks, ...models.accuracy.marks].map(({ kind }) => kind))],
        });
        legend.hidden = !hasPoints(models.loss);
        for (const [figure, model] of [
          [loss, models.loss],
          [accuracy, models.accuracy],
          [learningRate, models.learningRate],
        ] as const) {
          figure.element.hidden = !hasPoints(model);
          if (!figure.element.hidden) figure.render(model, theme, epoch);
        }
        renderFits(readingOfFits(runs));
      },
    };
  },
};

function waitingText(isRunning: boolean): string {
  return isRunning
    ? 'The first point appears as soon as the first batches have been trained.'
    : 'No batch was trained: there is nothing to draw. The overview says what happened.';
}

interface ProgressRow {
  readonly item: HTMLElement;
  readonly bar: HTMLProgressElement;
  readonly text: HTMLElement;
  readonly name: HTMLElement;
}

/** Rows that stay where they are while their figures change: the person may be about to press a button. */
function progressList(list: HTMLElement, context: ViewContext): (runs: readonly ShownRun[]) => void {
  const rows = new Map<string, ProgressRow>();
  // A run that has another letter looks different.
  const keyOf = ({ runId, letter }: ShownRun) => `${letter} ${runId}`;
  return (runs) => {
    list.hidden = runs.length === 0;
    const keys = new Set(runs.map(keyOf));
    for (const [key, { item }] of rows) {
      if (keys.has(key)) continue;
      item.remove();
      rows.delete(key);
    }
    for (const run of runs) {
      const row = rows.get(keyOf(run)) ?? progressRow(run, context);
      if (!rows.has(keyOf(run))) {
        rows.set(keyOf(run), row);
        list.append(row.item);
      }
      const fraction = run.state.progress?.fraction ?? null;
      const { bar, text, name } = row;
      setText(name, runName(run));
      bar.setAttribute('aria-label', `Progress of ${runName(run)}`);
      if (fraction === null || run.state.phase === 'evaluating') bar.removeAttribute('value');
      else bar.value = fraction;
      bar.setAttribute('aria-valuetext', fraction === null ? 'starting' : formatPercent(fraction, 0));
      setText(text, progressText(run));
    }
  };
}

function progressRow(run: ShownRun, context: ViewContext): ProgressRow {
  const { runId, letter } = run;
  const bar = element('progress', { attributes: { max: '1' } });
  const text = element('span', { class: 'progress-text' });
  const name = element('span', { class: 'name' });
  const stop = button({
    label: 'Stop',
    icon: 'debug-stop',
    appearance: 'secondary',
    onPress: () => {
      context.announce(`${runName(run)} is being stopped.`);
      void context.ask('stopRun', { runId });
    },
  });
  stop.setAttribute('aria-label', `Stop ${runName(run)}`);
  return { item: element('li', { children: [runGlyph(letter), name, bar, text, stop] }), bar, text, name };
}

const markWords = {
  best: ['circle-large', 'best epoch'],
  learningRateReduced: ['triangle-down', 'learning rate lowered'],
  earlyStopped: ['primitive-square', 'stopped early'],
  notANumber: ['close', 'not a number'],
} as const satisfies Record<ChartMarkKind, readonly [string, string]>;

function legendItems(model: { readonly hasBatches: boolean; readonly kinds: readonly ChartMarkKind[] }): Node[] {
  const line = (kind: string, text: string) =>
    element('li', { children: [element('span', { class: `line-sample ${kind}` }), text] });
  return [
    line('solid', 'validation'),
    line('dashed', 'train'),
    ...(model.hasBatches ? [line('thin', 'this epoch so far')] : []),
    ...model.kinds.map((kind) => element('li', { children: [icon(markWords[kind][0]), markWords[kind][1]] })),
  ];
}
