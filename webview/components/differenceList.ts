import { formatQuantity } from '../../src/core/format.js';
import type { ModelDifferences } from '../views/overviewDifferences.js';
import type { ViewContext } from '../views/view.js';
import { button } from './controls.js';
import { element } from './dom.js';
import { runGlyph } from './runGlyph.js';

/** Differences of a model, with what may be done about them. */
export interface ShownDifferences extends ModelDifferences {
  /** What it costs to attribute them, as far as that is known; absent where nothing can be trained, or nothing differs. */
  readonly cost?: string;
}

/** What differs between models, each item with links to where the definitions say so. */
export function differenceElements(models: readonly ShownDifferences[], context: ViewContext): HTMLElement[] {
  return models.map((model) => {
    const { letters, title, items, further } = model;
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
        ...actionElements(model, context),
      ],
    });
  });
}

function actionElements(
  { runIds, title, isAttributable, cost }: ShownDifferences,
  context: ViewContext,
): HTMLElement[] {
  if (context.isReport || !isAttributable) return [];
  const [first, second] = runIds;
  const sideBySide = button({
    label: 'Side by side',
    icon: 'diff',
    appearance: 'secondary',
    focusKey: `compareSideBySide ${first} ${second}`,
    onPress: () => void context.ask('compareSideBySide', { first, second }),
  });
  sideBySide.setAttribute('aria-label', `Open the definitions side by side: ${title}`);
  if (cost === undefined) return [element('div', { class: 'toolbar', children: [sideBySide] })];
  const attribute = button({
    label: 'Attribute difference…',
    icon: 'graph',
    appearance: 'secondary',
    focusKey: `attributeDifference ${first} ${second}`,
    onPress: () => void context.ask('attributeDifference', { first, second }),
  });
  attribute.setAttribute('aria-label', `Attribute the difference: ${title}. ${cost}`);
  return [
    element('div', {
      class: 'toolbar',
      children: [attribute, sideBySide, element('span', { class: 'hint', text: cost })],
    }),
  ];
}
