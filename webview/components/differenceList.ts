import { formatQuantity } from '../../src/core/format.js';
import type { ModelDifferences } from '../views/overviewDifferences.js';
import type { ViewContext } from '../views/view.js';
import { element } from './dom.js';
import { runGlyph } from './runGlyph.js';

/** What differs between models, each item with links to where the definitions say so. */
export function differenceElements(models: readonly ModelDifferences[], context: ViewContext): HTMLElement[] {
  return models.map(({ letters, title, items, further }) => {
    const rows = items.map(({ text, places }) =>
      element('li', {
        children: [
          element('span', { text }),
          ...places.map(({ runId, letter, layer, line }) => {
            const link = element('button', {
              class: 'link',
              text: `${letter} line ${line}`,
              attributes: {
                type: 'button',
                'aria-label': `${text}: open the definition of ${letter} at line ${line}`,
                'data-focus-key': `line ${runId} ${line} ${text}`,
              },
            });
            link.addEventListener(
              'click',
              () => void context.ask('openDefinition', { runId, line, ...(layer === undefined ? {} : { layer }) }),
            );
            return link;
          }),
        ],
      }),
    );
    const rest = further === 0 ? [] : [element('li', { text: `and ${formatQuantity(further, 'more difference')}` })];
    return element('li', {
      class: 'model-differences',
      children: [
        element('h3', { children: [...letters.map((letter) => runGlyph(letter)), element('span', { text: title })] }),
        element('ul', { children: [...rows, ...rest] }),
      ],
    });
  });
}
