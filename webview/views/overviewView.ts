import type { Table } from '../../src/core/report/table.js';
import { chartFigure } from '../chart/chartFigure.js';
import type { ChartModel } from '../chart/chartModel.js';
import { hasPoints } from '../chart/chartParts.js';
import { button, choiceList } from '../components/controls.js';
import { definitionLinkElements } from '../components/definitionLinks.js';
import { differenceElements } from '../components/differenceList.js';
import { element, icon, rebuilt, setText } from '../components/dom.js';
import { runGlyph } from '../components/runGlyph.js';
import { runNoteElements } from '../components/runNotes.js';
import { tableActions } from '../components/tableActions.js';
import { tableElement } from '../components/tableElement.js';
import { toggleButton } from '../components/toggleButton.js';
import { differingTable } from '../state/differingTable.js';
import { exportedTable } from '../state/exportedTable.js';
import type { PageState } from '../state/pageState.js';
import { runSamples } from '../state/runSamples.js';
import { turnedTable } from '../state/turnedTable.js';
import type { Theme } from '../theme/theme.js';
import { attributionSection } from './attributionSection.js';
import { type Cost, costs } from './overviewChart.js';
import { type Overview, type OverviewSources, overviewOf } from './overviewModel.js';
import type { View } from './view.js';

/** More models than these stand below each other, else side by side. */
const MOST_COLUMNS = 5;

interface ShownTable extends Pick<Overview, 'table' | 'letters'> {
  readonly isTurned: boolean;
}

/** Which run is the best and by how much, what the figures are worth, and what has become of each run. */
export const overviewView: View = {
  id: 'overview',
  title: 'Overview',
  mount(container, context) {
    const verdict = element('p', { class: 'verdict' });
    const notes = element('ul', { class: 'notes', attributes: { 'aria-label': 'What has become of the runs' } });
    const warnings = element('ul', { class: 'notes', attributes: { 'aria-label': 'What the figures are worth' } });
    const heading = element('h2', { text: 'Figures', attributes: { id: 'figures-title' } });
    const turn = element('div', { class: 'heading-row', children: [heading] });
    const tableBox = element('div', {
      class: 'table-box',
      attributes: { role: 'region', tabindex: '0', 'aria-labelledby': 'figures-title' },
    });
    const fits = element('ul', { class: 'sentences', attributes: { 'aria-label': 'How the models fit' } });
    const definitions = element('ul', { class: 'links', attributes: { 'aria-label': 'Definitions' } });
    const facts = element('ul', { class: 'sentences facts', attributes: { 'aria-label': 'How it was measured' } });
    const chart = chartFigure('cost-chart', context, (place) => {
      pointed = place;
      draw();
    });
    const against = choiceList('Accuracy against', (value) => {
      cost = value as Cost;
      draw();
    });
    const chartBox = element('div', { class: 'cost-chart', children: [against.element, chart.element] });
    const differences = element('ul', { class: 'differences', attributes: { 'aria-label': 'What differs' } });
    const attribution = attributionSection(context);
    const differenceHeading = element('h2', { text: 'What differs' });
    container.append(
      verdict,
      notes,
      warnings,
      turn,
      tableBox,
      chartBox,
      differenceHeading,
      differences,
      attribution.element,
      element('h2', { text: 'How the models fit' }),
      fits,
      element('h2', { text: 'Definitions' }),
      definitions,
      element('h2', { text: 'How it was measured' }),
      facts,
    );
    const renderNotes = rebuilt(notes, (model: Overview['notes']) => runNoteElements(model, context));
    const renderWarnings = rebuilt(warnings, (model: readonly string[]) =>
      model.map((text) =>
        element('li', { class: 'note warning', children: [icon('warning'), element('p', { text })] }),
      ),
    );
    const renderTable = rebuilt(tableBox, ({ table, letters, isTurned }: ShownTable) => {
      const glyphsAt = (index: number) => (letters[index] ?? []).map(runGlyph);
      if (!isTurned) return [tableElement(table, 'Figures of the runs', { row: glyphsAt })];
      const turned = tableElement(turnedTable(table), 'Figures of the runs', {
        column: (index) => glyphsAt(index - 1),
      });
      turned.classList.add('turned');
      return [turned];
    });
    // Undefined: as suits the number of runs.
    let isTurned: boolean | undefined;
    let isDifferingOnly = false;
    let cost: Cost = 'parameters';
    let pointed: number | undefined;
    let overview: Overview | undefined;
    let drawn: { readonly key: string; readonly model: ChartModel } | undefined;
    let shown: { readonly state: PageState; readonly theme: Theme } | undefined;
    const isTableTurned = () => isTurned ?? (overview?.letters.length ?? 0) <= MOST_COLUMNS;
    const shownTable = (): Table => {
      const table = overview?.table ?? { columns: [], rows: [] };
      return isDifferingOnly ? differingTable(table) : table;
    };
    const differing = toggleButton('Differences only', 'filter', (isOn) => {
      isDifferingOnly = isOn;
      draw();
    });
    turn.append(
      button({
        label: 'Swap rows and columns',
        icon: 'arrow-swap',
        appearance: 'icon',
        onPress: () => {
          isTurned = !isTableTurned();
          draw();
        },
      }),
      ...tableActions(context, 'the figures', () => exportedTable('figures', shownTable())),
      differing.element,
    );
    const sentences = (model: readonly string[]) => model.map((text) => element('li', { text }));
    const renderFits = rebuilt(fits, (model: readonly string[]) =>
      sentences(model.length > 0 ? model : ['Nothing has been evaluated yet: that comes at the end of a training.']),
    );
    const renderDefinitions = rebuilt(definitions, (model: Overview['definitions']) =>
      definitionLinkElements(model, context),
    );
    const renderFacts = rebuilt(facts, sentences);

    const renderDifferences = rebuilt(differences, (model: Overview['differences']) =>
      differenceElements(model, context),
    );
    const draw = () => {
      if (overview === undefined || shown === undefined) return;
      const { letters } = overview;
      renderTable({ table: shownTable(), letters, isTurned: isTableTurned() });
      differing.element.hidden = letters.length < 2;
      differing.show(isDifferingOnly);
      against.show(
        Object.entries(costs).map(([value, { label }]) => ({ value, label })),
        cost,
      );
      const made = overview.chartOf(cost);
      // What is the same stays the same object, and is not drawn again.
      const key = JSON.stringify(made);
      if (drawn?.key !== key) drawn = { key, model: made };
      const { model } = drawn;
      chartBox.hidden = letters.length < 2 || !hasPoints(model);
      if (!chartBox.hidden) chart.render(model, shown.theme, pointed);
    };
    const sources: OverviewSources = {
      samplesOf(run) {
        const samples = runSamples(context.data, run, 'test');
        return samples?.kind === 'ready' ? samples.value : undefined;
      },
      differencesOf(first, other) {
        const params = { first: first.runId, second: other.runId };
        const differences = context.data.get('compareDefinitions', params);
        return differences.kind === 'ready' ? differences.value : undefined;
      },
    };
    return {
      render(state, theme) {
        const { runs, baseline } = state;
        shown = { state, theme };
        // The figures of one run need nothing else.
        overview = overviewOf(runs, baseline, runs.length > 1 ? sources : undefined);
        verdict.hidden = overview.verdict === undefined;
        setText(verdict, overview.verdict ?? '');
        notes.hidden = overview.notes.length === 0;
        renderNotes(overview.notes);
        warnings.hidden = overview.warnings.length === 0;
        renderWarnings(overview.warnings);
        draw();
        differenceHeading.hidden = overview.differences.length === 0;
        differences.hidden = overview.differences.length === 0;
        renderDifferences(overview.differences);
        attribution.render(runs, baseline, theme);
        renderFits(overview.fits);
        renderDefinitions(overview.definitions);
        renderFacts(overview.facts);
      },
    };
  },
};
