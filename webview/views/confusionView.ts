import type { Normalization } from '../../src/core/statistics/confusionMatrix.js';
import type { Focus } from '../../src/protocol/page.js';
import { type ConfusionGrid, confusionGrid } from '../components/confusionGrid.js';
import { choiceList } from '../components/controls.js';
import { element, rebuilt, setText } from '../components/dom.js';
import type { CellPlace } from '../components/gridKeys.js';
import { type RampLegend, rampLegendElements } from '../components/rampLegend.js';
import { returningFocus } from '../components/returningFocus.js';
import { runGlyph } from '../components/runGlyph.js';
import { runNoteElements } from '../components/runNotes.js';
import { samplesStatusList } from '../components/samplesStatus.js';
import { tableActions } from '../components/tableActions.js';
import { judgementOf } from '../state/judged.js';
import type { PageState } from '../state/pageState.js';
import { type SplitRuns, splitRuns } from '../state/splitRuns.js';
import { whenChanged } from '../state/whenChanged.js';
import { provideRamps } from '../theme/ramp.js';
import type { Theme } from '../theme/theme.js';
import { exportConfusion } from './confusionExport.js';
import {
  type ConfusionChoices,
  type ConfusionLayout,
  type ConfusionMatrix,
  type ConfusionPicture,
  confusionOf,
} from './confusionModel.js';
import { notableCells, outlineText, wantsJudgement } from './notableCells.js';
import type { RunNote } from './overviewModel.js';
import type { View, ViewContext } from './view.js';

const layoutNames = {
  one: 'one run',
  side: 'side by side',
  difference: 'difference',
} as const satisfies Record<ConfusionLayout, string>;

const normalizationNames = {
  true: 'shares of the true class',
  predicted: 'shares of the predicted class',
  none: 'counts alone',
} as const satisfies Record<Normalization, string>;

const normalizations = ['true', 'predicted', 'none'] as const;

/** Which classes are taken for which: of one run, of several, or as a difference. A cell leads to its images. */
export const confusionView: View = {
  id: 'confusion',
  title: 'Confusion',
  mount(container, context) {
    let choices: ConfusionChoices = { layout: 'one', normalization: 'true', runId: undefined };
    let state: PageState | undefined;
    let theme: Theme | undefined;
    let picture: ConfusionPicture | undefined;
    let sorted: SplitRuns | undefined;
    // While a run trains, its evaluation stays what it is.
    const pictureOf = whenChanged(confusionOf);
    const notableOf = whenChanged(notableCells);
    const figures: MatrixFigure[] = [];
    const focusBack = returningFocus(container);

    const choose = (change: Partial<ConfusionChoices>) => {
      const hadFocus = matrices.contains(document.activeElement);
      choices = { ...choices, ...change };
      draw();
      if (hadFocus && !matrices.contains(document.activeElement)) figures[0]?.grid.focus();
    };
    const changeNormalization = () => {
      const index = normalizations.indexOf(choices.normalization);
      const normalization = normalizations[(index + 1) % normalizations.length] ?? 'true';
      context.announce(normalizationNames[normalization]);
      choose({ normalization });
    };
    const toggleDifference = (runId: string) => {
      if (picture?.layout === 'difference') {
        context.announce(layoutNames.one);
        choose({ layout: 'one', runId });
      } else if (picture?.layouts.includes('difference') === true) {
        context.announce(layoutNames.difference);
        choose({ layout: 'difference', runId });
      } else context.announce(sorted?.baselineHint || 'There is no other run to be held against the baseline.');
    };

    const layout = choiceList('Show', (value) => choose({ layout: value as ConfusionLayout }));
    const run = choiceList('Run', (runId) => choose({ runId }));
    const normalization = choiceList('As', (value) => choose({ normalization: value as Normalization }));
    const actions = element('div', {
      class: 'toolbar',
      children: tableActions(context, 'the matrix', () =>
        exportConfusion(picture?.matrices ?? [], sorted?.all ?? [], sorted?.baseline, sorted?.split),
      ),
    });
    const controls = element('div', {
      class: 'view-controls',
      children: [layout.element, run.element, normalization.element, actions],
    });
    const notes = element('ul', { class: 'notes', attributes: { 'aria-label': 'What has become of the runs' } });
    const status = samplesStatusList(context);
    const hint = element('p', { class: 'hint' });
    const legend = element('div', { class: 'ramp-legend' });
    const outlines = element('p', { class: 'hint outlines' });
    const matrices = element('div', { class: 'matrices' });
    container.append(controls, notes, status.element, hint, legend, outlines, matrices);
    const renderNotes = rebuilt(notes, (model: readonly RunNote[]) => runNoteElements(model, context));
    const renderLegend = rebuilt(legend, rampLegendElements);

    function draw(): void {
      if (state === undefined || theme === undefined) return;
      sorted = splitRuns(context.data, state);
      const { all, baseline, comparable, split } = sorted;
      const wanted = wantsJudgement(sorted, choices) ? judgementOf(context.data, state.runs) : undefined;
      const judged = wanted?.kind === 'ready' ? wanted.value : undefined;
      picture = pictureOf({ all, baseline, comparable, split }, choices, notableOf(judged, baseline, comparable));
      setText(outlines, outlineText(picture, judged));
      outlines.hidden = outlines.textContent === '';
      renderNotes(sorted.notes);
      notes.hidden = sorted.notes.length === 0;
      status.render(sorted.status);
      setText(hint, sorted.hint);
      hint.hidden = sorted.hint === '';
      drawPicture(picture, state);
    }

    function drawPicture(shown: ConfusionPicture, { history }: PageState): void {
      controls.hidden = shown.matrices.length === 0;
      legend.hidden = controls.hidden;
      layout.element.hidden = shown.layouts.length < 2;
      layout.show(
        shown.layouts.map((value) => ({ value, label: layoutNames[value] })),
        shown.layout,
      );
      run.element.hidden = shown.choices.length === 0;
      run.show(
        shown.choices.map(({ runId, label }) => ({ value: runId, label })),
        shown.runId ?? '',
      );
      normalization.show(
        normalizations.map((value) => ({ value, label: normalizationNames[value] })),
        choices.normalization,
      );
      renderLegend({ isDifference: shown.layout === 'difference', images: shown.scaleImages } satisfies RampLegend);
      matrices.classList.toggle('alone', shown.matrices.length === 1);
      const { focus } = history.present;
      shown.matrices.forEach((matrix, index) => {
        figures[index] ??= matrixFigure(`confusion-${index}`, context, {
          changeNormalization,
          toggleDifference,
          leave: focusBack.leave,
        });
        const figure = figures[index];
        if (figure.element.parentElement === null) matrices.append(figure.element);
        figure.render(matrix, placeOfFocus(focus, matrix));
      });
      for (const { element: rest } of figures.slice(shown.matrices.length)) rest.remove();
    }

    return {
      render(nextState, nextTheme) {
        if (nextTheme !== theme) provideRamps(container, nextTheme);
        state = nextState;
        theme = nextTheme;
        draw();
        focusBack.comeBack();
      },
    };
  },
};

/** The cell that is selected, where it is one of this matrix. */
function placeOfFocus(focus: Focus | undefined, { runId, againstId }: ConfusionMatrix): CellPlace | undefined {
  if (focus === undefined || focus.kind === 'class' || (focus.runId ?? runId) !== runId) return undefined;
  if (focus.kind === 'changes' && focus.against !== againstId) return undefined;
  const { trueClass: row, predictedClass: column } = focus;
  return row === undefined || column === undefined ? undefined : { row, column };
}

interface MatrixFigure {
  readonly element: HTMLElement;
  readonly grid: ConfusionGrid;
  render(matrix: ConfusionMatrix, selected: CellPlace | undefined): void;
}

/** A matrix with its name and the list of its worst mistakes. */
function matrixFigure(
  id: string,
  context: ViewContext,
  actions: { changeNormalization(): void; toggleDifference(runId: string): void; leave(): void },
): MatrixFigure {
  let shown: ConfusionMatrix | undefined;
  const heading = element('h2', { attributes: { id: `${id}-title` } });
  const worstTitle = element('h3', { attributes: { id: `${id}-worst` } });
  const worst = element('ol', { class: 'worst-cells', attributes: { 'aria-labelledby': `${id}-worst` } });
  const nothingWorst = element('p', { class: 'hint' });
  const open = ({ trueClass, predictedClass }: { readonly trueClass: number; readonly predictedClass: number }) => {
    if (shown === undefined) return;
    actions.leave();
    const { runId, againstId: against } = shown;
    const cell = { trueClass, predictedClass, runId };
    const focus: Focus = against === undefined ? { kind: 'cell', ...cell } : { kind: 'changes', ...cell, against };
    context.select({ view: 'errors', focus, sample: undefined });
  };
  const grid = confusionGrid(id, {
    open,
    changeNormalization: actions.changeNormalization,
    toggleDifference: () => shown && actions.toggleDifference(shown.runId),
  });
  const renderHeading = rebuilt(
    heading,
    ({ letter, title, caption }: Pick<ConfusionMatrix, 'letter' | 'title' | 'caption'>) => [
      runGlyph(letter),
      element('span', { class: 'name', text: title, attributes: { title } }),
      element('span', { class: 'caption', text: caption }),
    ],
  );
  const renderWorst = rebuilt(worst, (model: ConfusionMatrix['worst']) =>
    model.map((cell) => {
      const link = element('button', {
        class: 'link',
        text: cell.text,
        attributes: { type: 'button', title: cell.text, 'data-focus-key': `${cell.trueClass} ${cell.predictedClass}` },
      });
      link.addEventListener('click', () => open(cell));
      return element('li', { children: [link, element('span', { class: 'number', text: cell.figures })] });
    }),
  );
  return {
    grid,
    element: element('section', {
      class: 'matrix',
      attributes: { 'aria-labelledby': `${id}-title` },
      children: [
        heading,
        grid.element,
        element('div', { class: 'worst', children: [worstTitle, worst, nothingWorst] }),
      ],
    }),
    render(matrix, selected) {
      shown = matrix;
      renderHeading({ letter: matrix.letter, title: matrix.title, caption: matrix.caption });
      grid.render(matrix, selected);
      setText(worstTitle, matrix.isDifference ? 'More frequent than the baseline’s' : 'Worst mistakes');
      renderWorst(matrix.worst);
      setText(
        nothingWorst,
        matrix.worst.length > 0
          ? ''
          : matrix.isDifference
            ? 'No mistake is more frequent than the baseline’s.'
            : 'There is no mistake.',
      );
      nothingWorst.hidden = matrix.worst.length > 0;
    },
  };
}
