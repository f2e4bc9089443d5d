import type { ClassMetric } from '../../src/core/statistics/classRows.js';
import type { ShownRun } from '../../src/protocol/page.js';
import { classPlotFigure } from '../components/classPlotFigure.js';
import { classTable } from '../components/classTable.js';
import { choiceList } from '../components/controls.js';
import { element, keepingFocus, rebuilt, setText } from '../components/dom.js';
import { returningFocus } from '../components/returningFocus.js';
import { runNoteElements } from '../components/runNotes.js';
import { samplesStatusList } from '../components/samplesStatus.js';
import { tableActions } from '../components/tableActions.js';
import type { EvaluatedRuns } from '../state/evaluatedRuns.js';
import type { PageState } from '../state/pageState.js';
import { type PairedRuns, pairedRuns } from '../state/pairedRuns.js';
import { splitRuns } from '../state/splitRuns.js';
import { imagesOfSplit } from '../state/splitText.js';
import { whenChanged } from '../state/whenChanged.js';
import type { Theme } from '../theme/theme.js';
import {
  type ClassColumn,
  type ClassesChoices,
  type ClassesPicture,
  classesOf,
  exportClasses,
  metricNames,
} from './classesModel.js';
import type { RunNote } from './overviewModel.js';
import type { View } from './view.js';

const metrics = ['recall', 'precision', 'f1'] as const;

/** How each class fares, with the uncertainty of that, in a plot and in a table. A class leads to its errors. */
export const classesView: View = {
  id: 'classes',
  title: 'Classes',
  mount(container, context) {
    let choices: ClassesChoices = { metric: 'recall', sortedBy: 'class', isDescending: false };
    let state: PageState | undefined;
    let theme: Theme | undefined;
    let picture: ClassesPicture | undefined;
    // While a run trains, its evaluation stays what it is.
    const pictureOf = whenChanged(classesOf);
    const readPairs = pairedRuns();
    const focusBack = returningFocus(container);

    const choose = (change: Partial<ClassesChoices>) => {
      choices = { ...choices, ...change };
      draw();
    };
    const open = (classIndex: number, runId?: string) => {
      focusBack.leave();
      const focus = { kind: 'class', classIndex, ...(runId === undefined ? {} : { runId }) } as const;
      context.select({ view: 'errors', focus, sample: undefined });
    };
    const sort = (column: ClassColumn) => {
      const isDescending = column === choices.sortedBy && !choices.isDescending;
      choose({ sortedBy: column, isDescending });
      const title = picture?.columns.find(({ id }) => id === column)?.title ?? '';
      context.announce(`Sorted by ${title}, ${isDescending ? 'descending' : 'ascending'}.`);
    };

    const metric = choiceList('Show', (value) => choose({ metric: value as ClassMetric }));
    const controls = element('div', {
      class: 'view-controls',
      children: [
        metric.element,
        element('div', {
          class: 'toolbar',
          children: tableActions(context, 'the table', () =>
            exportClasses(picture ?? classesOf({ comparable: [], baseline: undefined, split: 'test' }, choices)),
          ),
        }),
      ],
    });
    const notes = element('ul', { class: 'notes', attributes: { 'aria-label': 'What has become of the runs' } });
    const status = samplesStatusList(context);
    const hint = element('p', { class: 'hint' });
    const plot = classPlotFigure(context, (classIndex) => open(classIndex));
    const intervals = element('p', { class: 'hint' });
    const tableBox = element('div', {
      class: 'table-box',
      attributes: { role: 'region', tabindex: '0', 'aria-label': 'Figures of the classes' },
    });
    container.append(controls, notes, status.element, hint, plot.element, intervals, tableBox);
    const renderNotes = rebuilt(notes, (model: readonly RunNote[]) => runNoteElements(model, context));

    function draw(): void {
      if (state === undefined || theme === undefined) return;
      const sorted = splitRuns(context.data, state);
      const paired = pairedOf(sorted, state.runs);
      renderNotes(sorted.notes);
      notes.hidden = sorted.notes.length === 0;
      const isEmpty = sorted.comparable.length === 0;
      status.render(sorted.status);
      setText(hint, sorted.hint);
      hint.hidden = sorted.hint === '';
      for (const part of [controls, plot.element, tableBox]) part.hidden = isEmpty;
      metric.show(
        metrics.map((value) => ({ value, label: metricNames[value] })),
        choices.metric,
      );
      setText(intervals, intervalText(sorted, choices.metric, paired));
      intervals.hidden = isEmpty;
      const { comparable, baseline, split } = sorted;
      const next = pictureOf({ comparable, baseline, split }, choices, paired?.pairs);
      if (next !== picture) {
        picture = next;
        const drawn = classTable(picture, choices, { sort, open: ({ row, run }) => open(row.classIndex, run.runId) });
        keepingFocus(tableBox, () => tableBox.replaceChildren(drawn));
      }
      plot.render(picture.plot, theme);
    }

    function pairedOf(
      { comparable, baseline, split }: EvaluatedRuns,
      runs: readonly ShownRun[],
    ): PairedRuns | undefined {
      const shown = runs.find(({ runId }) => runId === baseline?.runId);
      if (shown === undefined || comparable.length < 2) return undefined;
      const ids = new Set(comparable.map(({ runId }) => runId));
      return readPairs(
        context.data,
        runs.filter(({ runId }) => ids.has(runId)),
        shown,
        split,
      );
    }

    return {
      render(nextState, nextTheme) {
        state = nextState;
        theme = nextTheme;
        draw();
        focusBack.comeBack();
      },
    };
  },
};

/** What the bounds in the table are, and why some are not there. */
function intervalText(
  { baseline, comparable, split }: EvaluatedRuns,
  metric: ClassMetric,
  paired: PairedRuns | undefined,
): string {
  const figures = `Bounds are 95 % intervals of the ${imagesOfSplit[split]} at hand (Wilson).`;
  if (baseline === undefined || comparable.length < 2 || paired === undefined) return figures;
  if (metric !== 'recall') return `${figures} Differences of ${metricNames[metric]} have none: those of recall do.`;
  if (paired.problem !== '') return `${figures} Some differences have none: ${paired.problem}`;
  if (paired.isLoading) return `${figures} Those of the differences come when the predictions have been read …`;
  return `${figures} Those of the differences count on both runs having seen the same images.`;
}
