import { evidenceNote, evidenceTable } from '../../src/core/evidence/evidenceText.js';
import type { Table } from '../../src/core/report/table.js';
import type { ShownRun } from '../../src/protocol/page.js';
import type { PageData } from '../state/pageData.js';
import { runName } from '../state/runText.js';
import { element, rebuilt } from './dom.js';
import { runGlyph } from './runGlyph.js';
import { tableElement } from './tableElement.js';

/** What the layers of one run were found to know. */
export interface LayerTableModel {
  readonly runId: string;
  readonly letter: string;
  readonly name: string;
  readonly table: Table;
  readonly note: string;
}

/** Of the runs whose layers have been looked at. */
export function layerTableModels(data: PageData, runs: readonly ShownRun[]): LayerTableModel[] {
  return runs.flatMap((run): LayerTableModel[] => {
    const { runId, letter, state } = run;
    if (state.evaluation === undefined) return [];
    const answer = data.get('readLayerTable', { runId }, String(state.lastTime));
    if (answer.kind !== 'ready' || answer.value === null) return [];
    const { evidence, classNames } = answer.value;
    return [
      { runId, letter, name: runName(run), table: evidenceTable(evidence, classNames), note: evidenceNote(evidence) },
    ];
  });
}

/** A table for each run, closed until it is wanted; nothing where there is none. */
export function layerTables(): { readonly element: HTMLElement; render(models: readonly LayerTableModel[]): void } {
  const box = element('section', { class: 'layer-tables' });
  const open = new Set<string>();
  const render = rebuilt(box, (models: readonly LayerTableModel[]) => [
    ...(models.length === 0 ? [] : [element('h2', { text: 'What the layers know' })]),
    ...models.map(({ runId, letter, name, table, note }) => {
      const summary = element('summary', {
        attributes: { 'data-focus-key': `layers ${runId}` },
        children: [runGlyph(letter), ` ${name}`],
      });
      const title = `What the layers of ${name} know`;
      const tableBox = element('div', {
        class: 'table-box',
        attributes: { role: 'region', tabindex: '0', 'aria-label': title },
        children: [tableElement(table, title)],
      });
      const details = element('details', {
        children: [summary, tableBox, element('p', { class: 'hint', text: note })],
      });
      details.open = open.has(runId);
      details.addEventListener('toggle', () => (details.open ? open.add(runId) : open.delete(runId)));
      return details;
    }),
  ]);
  return {
    element: box,
    render(models) {
      box.hidden = models.length === 0;
      render(models);
    },
  };
}
