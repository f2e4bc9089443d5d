import { formatCount } from '../../src/core/format.js';
import { type ImageChange, imageChanges } from '../../src/core/samples/changedImages.js';
import { element, setText } from '../components/dom.js';
import { placeInRing } from '../components/ringKeys.js';
import type { ShownChanges } from './changesGallery.js';

/** How a kind of change is called. */
export const changeNames = {
  fixed: 'Fixed',
  broken: 'Broken',
  differently: 'Wrong differently',
} as const satisfies Record<ImageChange, string>;

const explanations = {
  fixed: (from: string, to: string) => `wrong in ${from}, right in ${to}`,
  broken: (from: string, to: string) => `right in ${from}, wrong in ${to}`,
  differently: () => 'wrong in both, taken for different classes',
} as const satisfies Record<ImageChange, (from: string, to: string) => string>;

/** Three tabs for what changed from one run to another. */
export interface ChangeTabs {
  readonly element: HTMLElement;
  /** The id of the tab that is selected. */
  readonly selectedId: string;
  render(changes: ShownChanges): void;
}

/** Tab gets to the selected one, arrows select the next, Home and End those at the ends. `panelId`: what they switch. */
export function changeTabs(panelId: string, onSelected: (change: ImageChange) => void): ChangeTabs {
  let selected: ImageChange = 'fixed';
  const tabs = imageChanges.map((change) => {
    const count = element('b');
    const words = element('span');
    const tab = element('button', {
      class: 'tab change-tab',
      attributes: { type: 'button', role: 'tab', id: `change-${change}`, 'aria-controls': panelId },
      children: [element('span', { class: 'change-name', children: [changeNames[change], ' ', count] }), words],
    });
    tab.addEventListener('click', () => onSelected(change));
    return { change, tab, count, words };
  });
  const list = element('div', {
    class: 'change-tabs',
    attributes: { role: 'tablist', 'aria-label': 'What changed' },
    children: tabs.map(({ tab }) => tab),
  });
  list.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    // Not from what is selected: that is drawn a moment after the key, and keys may be quicker.
    const from = tabs.findIndex(({ tab }) => tab === event.target);
    const place = placeInRing(event.key, { back: 'ArrowLeft', on: 'ArrowRight' }, from, tabs.length);
    const next = place === undefined ? undefined : tabs[place];
    if (next === undefined) return;
    event.preventDefault();
    onSelected(next.change);
    next.tab.focus();
  });
  return {
    element: list,
    get selectedId() {
      return `change-${selected}`;
    },
    render({ change: shown, counts, from, to }) {
      selected = shown;
      for (const { change, tab, count, words } of tabs) {
        const isSelected = change === shown;
        tab.setAttribute('aria-selected', String(isSelected));
        tab.tabIndex = isSelected ? 0 : -1;
        setText(count, formatCount(counts[change]));
        setText(words, explanations[change](`${from.letter} ${from.name}`, `${to.letter} ${to.name}`));
      }
    },
  };
}
