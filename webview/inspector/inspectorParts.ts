import { element, icon } from '../components/dom.js';
import { runGlyph } from '../components/runGlyph.js';
import { identityOf } from '../state/identity.js';
import type { LayerEntry, RunOpinion } from './inspectorModel.js';

/** The most probable classes of each run as a table, with bars for those who look. */
export function opinionElements(opinions: readonly RunOpinion[], title: string): Node[] {
  if (opinions.length === 0) return [];
  const bodies = opinions.map(({ letter, name, verdict, isRight, top, note }) =>
    element('tbody', {
      class: `run-color-${identityOf(letter).color}`,
      children: [
        element('tr', {
          children: [
            element('th', {
              class: 'opinion-run',
              attributes: { scope: 'rowgroup', colspan: '3' },
              children: [
                runGlyph(letter),
                element('strong', { text: name }),
                element('span', { class: isRight ? 'verdict-right' : 'verdict-wrong', text: verdict }),
              ],
            }),
          ],
        }),
        ...top.map(({ name: className, isTrue, percent, share }) => {
          const fill = element('span', { class: `fill ${isTrue ? 'true' : ''}` });
          fill.style.width = `${(share * 100).toFixed(2)}%`;
          return element('tr', {
            children: [
              element('th', {
                attributes: { scope: 'row' },
                children: [
                  ...(isTrue ? [icon('check')] : []),
                  element('span', { class: isTrue ? 'true-class' : '', text: className }),
                  ...(isTrue ? [element('span', { class: 'only-heard', text: ' (true class)' })] : []),
                ],
              }),
              element('td', { class: 'bar', attributes: { 'aria-hidden': 'true' }, children: [fill] }),
              element('td', { class: 'number', text: percent.replace(' %', '\u00a0%') }),
            ],
          });
        }),
        ...(note === ''
          ? []
          : [
              element('tr', {
                children: [element('td', { class: 'hint', text: note, attributes: { colspan: '3' } })],
              }),
            ]),
      ],
    }),
  );
  return [
    element('table', {
      class: 'opinions',
      children: [
        element('caption', { class: 'only-heard', text: title }),
        element('colgroup', {
          children: ['class', 'bar', 'number'].map((name) => element('col', { class: `of-${name}` })),
        }),
        element('thead', {
          class: 'only-heard',
          children: [
            element('tr', {
              children: ['Class', 'Bar', 'Probability'].map((text) =>
                element('th', { text, attributes: { scope: 'col' } }),
              ),
            }),
          ],
        }),
        ...bodies,
      ],
    }),
  ];
}

/** Layers in their order, each with a link to its line and, once it is known, what it made of the image. */
export function layerElements(
  entries: readonly Omit<LayerEntry, 'activity'>[],
  canvases: readonly HTMLCanvasElement[],
  open: (layer: string) => void,
): Node[] {
  return entries.map(({ name, link, facts, figures, warning }, index) => {
    const button = element('button', {
      class: 'link',
      text: link,
      attributes: { type: 'button', 'data-focus-key': `layer ${name}`, title: `Open in definition: ${link}` },
    });
    button.addEventListener('click', () => open(name));
    const canvas = canvases[index];
    return element('li', {
      children: [
        element('span', { class: 'layer-map', children: canvas === undefined ? [] : [canvas] }),
        element('div', {
          children: [
            element('p', { children: [button] }),
            element('p', { class: 'hint', text: facts }),
            ...(figures === '' ? [] : [element('p', { class: 'figures', text: figures })]),
            ...(warning === '' ? [] : [element('p', { class: 'warning', children: [icon('warning'), ` ${warning}`] })]),
          ],
        }),
      ],
    });
  });
}
