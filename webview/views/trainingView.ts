import { chartFigure } from '../chart/chartFigure.js';
import type { ChartMarkKind } from '../chart/chartModel.js';
import { hasPoints } from '../chart/chartParts.js';
import { choiceList } from '../components/controls.js';
import { element, icon, rebuilt, setText } from '../components/dom.js';
import { progressList } from '../components/progressList.js';
import { toggleButton } from '../components/toggleButton.js';
import type { PageState } from '../state/pageState.js';
import type { Theme } from '../theme/theme.js';
import { trainingAxes } from './trainingMeasures.js';
import {
  defaultTrainingOptions,
  readingOfFits,
  seedNotes,
  type TrainingCharts,
  type TrainingOptions,
  trainingCharts,
} from './trainingModel.js';
import type { View } from './view.js';

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
    const axis = choiceList('Along', (value) => choose({ axis: value as TrainingOptions['axis'] }));
    const seeds = toggleButton('Each seed', 'layers', (areSeedsApart) => choose({ areSeedsApart }));
    const settings = element('div', { class: 'chart-settings', children: [axis.element, seeds.element, legend] });
    const charts = element('div', {
      class: 'charts',
      children: [loss.element, accuracy.element, learningRate.element],
    });
    const seedList = element('ul', { class: 'sentences', attributes: { 'aria-label': 'Seeds' } });
    container.append(progress, waiting, settings, seedList, charts, fits);
    const renderProgress = progressList(progress, context);
    const renderLegend = rebuilt(legend, legendItems);
    const renderFits = rebuilt(fits, (sentences: readonly string[]) =>
      sentences.map((text) => element('li', { text })),
    );
    const renderSeeds = rebuilt(seedList, (sentences: readonly string[]) =>
      sentences.map((text) => element('li', { text })),
    );
    let options = defaultTrainingOptions;
    let models: TrainingCharts | undefined;
    let shown: { readonly state: PageState; readonly theme: Theme } | undefined;
    const choose = (change: Partial<TrainingOptions>) => {
      options = { ...options, ...change };
      models = undefined;
      if (shown !== undefined) draw(shown.state, shown.theme);
    };
    const draw = (state: PageState, theme: Theme) => {
      const { runs, history } = state;
      // A cursor that moves changes no curve.
      if (models === undefined || runs !== shown?.state.runs) models = trainingCharts(runs, options);
      shown = { state, theme };
      const { epoch } = history.present;
      const running = runs.filter((run) => run.state.status === 'running');
      renderProgress(running);
      setText(waiting, hasPoints(models.loss) ? '' : waitingText(running.length > 0));
      axis.show(
        Object.entries(trainingAxes).map(([value, { label }]) => ({ value, label })),
        options.axis,
      );
      seeds.element.hidden = !models.hasSeeds;
      seeds.show(options.areSeedsApart);
      renderLegend({
        hasBatches: models.loss.series.some(({ isFaint }) => isFaint),
        hasBands: models.loss.series.some(({ intervals }) => intervals === 'band'),
        kinds: [...new Set([...models.loss.marks, ...models.accuracy.marks].map(({ kind }) => kind))],
      });
      settings.hidden = !hasPoints(models.loss);
      for (const [figure, model] of [
        [loss, models.loss],
        [accuracy, models.accuracy],
        [learningRate, models.learningRate],
      ] as const) {
        figure.element.hidden = !hasPoints(model);
        if (!figure.element.hidden) figure.render(model, theme, epoch);
      }
      const notes = seedNotes(runs);
      seedList.hidden = notes.length === 0;
      renderSeeds(notes);
      renderFits(readingOfFits(runs));
    };
    return { render: draw };
  },
};

function waitingText(isRunning: boolean): string {
  return isRunning
    ? 'The first point appears as soon as the first batches have been trained.'
    : 'No batch was trained: there is nothing to draw. The overview says what happened.';
}

const markWords = {
  best: ['circle-large', 'best epoch'],
  learningRateReduced: ['triangle-down', 'learning rate lowered'],
  earlyStopped: ['primitive-square', 'stopped early'],
  // A diamond, as on the curve.
  phaseStarted: ['debug-breakpoint-log-unverified', 'next phase'],
  notANumber: ['close', 'not a number'],
} as const satisfies Record<ChartMarkKind, readonly [string, string]>;

function legendItems({
  hasBatches,
  hasBands,
  kinds,
}: {
  readonly hasBatches: boolean;
  readonly hasBands: boolean;
  readonly kinds: readonly ChartMarkKind[];
}): Node[] {
  const line = (kind: string, text: string) =>
    element('li', { children: [element('span', { class: `line-sample ${kind}` }), text] });
  return [
    line('solid', 'validation'),
    line('dashed', 'train'),
    ...(hasBatches ? [line('thin', 'this epoch so far')] : []),
    ...(hasBands ? [line('band', 'lowest to highest seed')] : []),
    ...kinds.map((kind) => element('li', { children: [icon(markWords[kind][0]), markWords[kind][1]] })),
  ];
}
