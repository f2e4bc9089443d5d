import { element, icon, rebuilt } from '../components/dom.js';
import { modelGlyph } from '../components/runGlyph.js';
import { tableActions } from '../components/tableActions.js';
import { tableElement } from '../components/tableElement.js';
import { exportedTable } from '../state/exportedTable.js';
import { turnedTable } from '../state/turnedTable.js';
import type { HonestModel } from './honestModel.js';
import type { ViewContext } from './view.js';

/** Columns before the first model's. */
const BEFORE_MODELS = 3;
/** More models than these stand below each other. */
const MOST_COLUMNS = 5;

/** Scores with all test images, without leaks, without suspected labels, and whether the order survives. Hidden without any. */
export interface HonestSection {
  readonly element: HTMLElement;
  render(model: HonestModel | undefined): void;
}

export function honestSection(context: ViewContext): HonestSection {
  let shown: HonestModel | undefined;
  const sentences = element('ul', { class: 'notes', attributes: { 'aria-label': 'Whether the order survives' } });
  const box = element('div', {
    class: 'table-box',
    attributes: { role: 'region', tabindex: '0', 'aria-labelledby': 'honest-title' },
  });
  const section = element('section', {
    class: 'honest',
    attributes: { hidden: '' },
    children: [
      element('div', {
        class: 'heading-row',
        children: [
          element('h2', { text: 'Without images in doubt', attributes: { id: 'honest-title' } }),
          ...tableActions(context, 'the scores', () =>
            exportedTable('scores-without-images-in-doubt', shown?.table ?? { columns: [], rows: [] }),
          ),
        ],
      }),
      element('p', {
        class: 'hint',
        text: 'Accuracy with its 95 % interval, counted with all test images, then without those that are also among the training images, then without labels that are suspected to be wrong, and as people judged them in the Data view.',
      }),
      sentences,
      box,
    ],
  });
  const renderSentences = rebuilt(sentences, ({ texts, isChanged }: { texts: readonly string[]; isChanged: boolean }) =>
    texts.map((text, index) =>
      element('li', {
        class: isChanged && index === 0 ? 'note warning' : 'note',
        children: [
          icon(isChanged && index === 0 ? 'warning' : isChanged ? 'arrow-right' : 'pass'),
          element('p', { text }),
        ],
      }),
    ),
  );
  const renderTable = rebuilt(box, ({ table, letters }: Pick<HonestModel, 'table' | 'letters'>) => {
    const leadOf = (index: number): Node[] => {
      const own = letters[index - BEFORE_MODELS];
      return own === undefined ? [] : [modelGlyph(own)];
    };
    const caption = 'Accuracy without images in doubt';
    return [
      letters.length > MOST_COLUMNS
        ? tableElement(turnedTable(table), caption, { row: (index) => leadOf(index + 1) })
        : tableElement(table, caption, { column: leadOf }),
    ];
  });
  return {
    element: section,
    render(model) {
      section.hidden = model === undefined;
      if (model === undefined) return;
      shown = model;
      sentences.hidden = model.sentences.length === 0;
      renderSentences({ texts: model.sentences, isChanged: model.isChanged });
      renderTable({ table: model.table, letters: model.letters });
    },
  };
}
