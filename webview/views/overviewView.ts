import { button } from '../components/controls.js';
import { definitionLinkElements } from '../components/definitionLinks.js';
import { element, icon, rebuilt, setText } from '../components/dom.js';
import { runGlyph } from '../components/runGlyph.js';
import { runNoteElements } from '../components/runNotes.js';
import { tableElement } from '../components/tableElement.js';
import { turnedTable } from '../state/turnedTable.js';
import { type Overview, overviewOf } from './overviewModel.js';
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
    container.append(
      verdict,
      notes,
      warnings,
      turn,
      tableBox,
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
    let shown: Pick<ShownTable, 'table' | 'letters'> | undefined;
    const drawTable = () => {
      if (shown !== undefined) renderTable({ ...shown, isTurned: isTurned ?? shown.letters.length <= MOST_COLUMNS });
    };
    turn.append(
      button({
        label: 'Swap rows and columns',
        icon: 'arrow-swap',
        appearance: 'icon',
        onPress: () => {
          isTurned = !(isTurned ?? (shown?.letters.length ?? 0) <= MOST_COLUMNS);
          drawTable();
        },
      }),
    );
    const sentences = (model: readonly string[]) => model.map((text) => element('li', { text }));
    const renderFits = rebuilt(fits, (model: readonly string[]) =>
      sentences(model.length > 0 ? model : ['Nothing has been evaluated yet: that comes at the end of a training.']),
    );
    const renderDefinitions = rebuilt(definitions, (model: Overview['definitions']) =>
      definitionLinkElements(model, context),
    );
    const renderFacts = rebuilt(facts, sentences);

    return {
      render({ runs, baseline }) {
        const overview = overviewOf(runs, baseline);
        verdict.hidden = overview.verdict === undefined;
        setText(verdict, overview.verdict ?? '');
        notes.hidden = overview.notes.length === 0;
        renderNotes(overview.notes);
        warnings.hidden = overview.warnings.length === 0;
        renderWarnings(overview.warnings);
        shown = { table: overview.table, letters: overview.letters };
        drawTable();
        renderFits(overview.fits);
        renderDefinitions(overview.definitions);
        renderFacts(overview.facts);
      },
    };
  },
};
