import { element, icon } from '../components/dom.js';
import type { Pictures } from '../components/pictures.js';
import type { BalanceRow, DataPage, DuplicateGroup, DuplicatePair } from './dataModel.js';

/** So many pairs of a group are shown at once; the others when they are asked for. */
const FIRST_PAIRS = 12;

/** What is known of a dataset, term by term. */
export function factElements(facts: DataPage['facts']): Node[] {
  return facts.map(({ term, text, isCode }) =>
    element('div', {
      children: [
        element('dt', { text: term }),
        element('dd', { children: [isCode ? element('code', { text }) : text] }),
      ],
    }),
  );
}

/** How many images there are of each class in each split, as numbers and as bars. */
export function balanceElements(splitNames: readonly string[], rows: readonly BalanceRow[]): Node[] {
  const headings = ['Class', ...splitNames].map((text) => element('th', { text, attributes: { scope: 'col' } }));
  const body = rows.map(({ className, parts }) =>
    element('tr', {
      children: [
        element('th', { class: 'class-name', text: className, attributes: { scope: 'row' } }),
        ...parts.map(({ count, length }) => {
          const bar = element('span', { class: 'count-bar' });
          bar.style.width = `${Math.round(length * 100)}%`;
          const track = element('span', { class: 'count-track', children: [bar] });
          return element('td', { class: 'count', children: [track, element('span', { text: count })] });
        }),
      ],
    }),
  );
  return [
    element('table', {
      class: 'balance',
      children: [
        element('caption', { class: 'only-heard', text: 'Images of each class' }),
        element('thead', { children: [element('tr', { children: headings })] }),
        element('tbody', { children: body }),
      ],
    }),
  ];
}

/** Some images of each class. */
export function sampleElements(classes: DataPage['classes'], pictures: Pictures): Node[] {
  return classes.map(({ className, images, label }) =>
    element('li', {
      children: [
        element('span', { class: 'class-name', text: className }),
        images.length === 0
          ? element('span', { class: 'hint', text: 'no training image' })
          : element('span', {
              class: 'pictures',
              attributes: { role: 'img', 'aria-label': label },
              children: images.map((image) => pictures.picture('train', image)),
            }),
      ],
    }),
  );
}

/** Images that are there more than once, in words and side by side. */
export function duplicateElements(groups: readonly DuplicateGroup[], pictures: Pictures): Node[] {
  return groups.map(({ title, text, isWarning, pairs, rest }) => {
    const shown = pairs.slice(0, FIRST_PAIRS);
    const others = pairs.slice(FIRST_PAIRS);
    const list = (listed: readonly DuplicatePair[]) =>
      element('ul', { class: 'pairs', children: listed.map((pair) => pairElement(pair, pictures)) });
    const more = () => {
      const details = element('details', {
        children: [element('summary', { text: `${others.length} more` })],
      });
      // Of pictures that nobody looks at, none are asked for.
      details.addEventListener(
        'toggle',
        () => {
          details.append(list(others));
          pictures.draw();
        },
        { once: true },
      );
      return details;
    };
    return element('section', {
      children: [
        element('h3', { text: title }),
        element('p', { children: [icon(isWarning ? 'warning' : pairs.length === 0 ? 'pass' : 'info'), ` ${text}`] }),
        ...(shown.length === 0 ? [] : [list(shown)]),
        ...(others.length === 0 ? [] : [more()]),
        ...(rest === '' ? [] : [element('p', { class: 'hint', text: rest })]),
      ],
    });
  });
}

function pairElement({ first, second, text, isContradicting }: DuplicatePair, pictures: Pictures): HTMLElement {
  return element('li', {
    class: isContradicting ? 'pair contradicting' : 'pair',
    children: [
      pictures.picture(first.split, first.image),
      pictures.picture(second.split, second.image),
      element('span', { text }),
    ],
  });
}
