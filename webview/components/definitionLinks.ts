import { formatCount, formatQuantity } from '../../src/core/format.js';
import type { DefinitionLinks } from '../views/overviewModel.js';
import type { ViewContext } from '../views/view.js';
import { button } from './controls.js';
import { element } from './dom.js';
import { runGlyph } from './runGlyph.js';

/** Buttons to the definitions of runs, and to the line of each layer. */
export function definitionLinkElements(links: readonly DefinitionLinks[], context: ViewContext): HTMLElement[] {
  return links.map(({ runId, letter, text, layers, furtherLayers }) => {
    const file = button({
      label: text,
      icon: 'go-to-file',
      appearance: 'secondary',
      focusKey: `definition ${runId}`,
      onPress: () => void context.ask('openDefinition', { runId }),
    });
    const items = layers.map((layer) => {
      const link = element('button', { class: 'link', text: layer.text, attributes: { type: 'button' } });
      link.addEventListener('click', () => void context.ask('openDefinition', { runId, layer: layer.name }));
      return element('li', { children: [link] });
    });
    const rest = furtherLayers === 0 ? [] : [element('li', { text: `and ${formatCount(furtherLayers)} more` })];
    return element('li', {
      children: [
        runGlyph(letter),
        file,
        ...(layers.length === 0
          ? []
          : [
              element('details', {
                children: [
                  element('summary', { text: formatQuantity(layers.length + furtherLayers, 'layer') }),
                  element('ul', { children: [...items, ...rest] }),
                ],
              }),
            ]),
      ],
    });
  });
}
