import { element } from '../components/dom.js';
import { placeInRing } from '../components/ringKeys.js';
import type { View } from '../views/view.js';

export interface TabList {
  readonly element: HTMLElement;
  /** Id of a view. */
  select(id: string): void;
}

/** The tabs: Tab gets to the selected one, arrows go from one to the next, Home and End to the ends. */
export function tabList(views: readonly View[], onSelected: (id: string) => void): TabList {
  const tabs = views.map(({ id, title }) => {
    const tab = element('button', {
      class: 'tab',
      text: title,
      attributes: { type: 'button', role: 'tab', id: `tab-${id}`, 'aria-controls': `panel-${id}` },
    });
    tab.addEventListener('click', () => onSelected(id));
    return tab;
  });
  const list = element('div', {
    class: 'tabs',
    attributes: { role: 'tablist', 'aria-label': 'Views' },
    children: tabs,
  });
  list.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const index = event.target instanceof HTMLButtonElement ? tabs.indexOf(event.target) : -1;
    const place = placeInRing(event.key, { back: 'ArrowLeft', on: 'ArrowRight' }, index, tabs.length);
    const view = place === undefined || index === -1 ? undefined : views[place];
    if (place === undefined || view === undefined) return;
    event.preventDefault();
    onSelected(view.id);
    tabs[place]?.focus();
  });
  return {
    element: list,
    select(id) {
      views.forEach((view, index) => {
        const isSelected = view.id === id;
        tabs[index]?.setAttribute('aria-selected', String(isSelected));
        if (tabs[index] !== undefined) tabs[index].tabIndex = isSelected ? 0 : -1;
      });
    },
  };
}
