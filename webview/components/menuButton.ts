import { element, icon } from './dom.js';
import { placeInRing } from './ringKeys.js';

export interface MenuItem {
  readonly label: string;
  onChosen(): void;
}

let lastId = 0;

/** A button that opens a short menu; `iconName`: of a codicon. Keys in it: ↑ and ↓, Home and End, Enter; Escape and Tab close it. */
export function menuButton(label: string, iconName: string, items: readonly MenuItem[]): HTMLElement {
  lastId += 1;
  const id = `menu-${lastId}`;
  const entries = items.map(({ label: text, onChosen }) => {
    const entry = element('button', {
      class: 'menu-item',
      text,
      attributes: { type: 'button', role: 'menuitem', tabindex: '-1' },
    });
    entry.addEventListener('click', () => {
      close(true);
      onChosen();
    });
    return entry;
  });
  const menu = element('div', {
    class: 'menu',
    attributes: { role: 'menu', id, 'aria-label': label },
    children: entries,
  });
  menu.hidden = true;
  // A button of the page itself: the one within one of the toolkit cannot name the menu, which is outside of it.
  const opener = element('button', {
    class: 'menu-opener',
    attributes: {
      type: 'button',
      title: label,
      'aria-label': label,
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'aria-controls': id,
    },
    children: [icon(iconName)],
  });
  opener.addEventListener('click', () => (menu.hidden ? open() : close(true)));
  const box = element('span', { class: 'menu-box', children: [opener, menu] });

  const open = () => {
    menu.hidden = false;
    opener.setAttribute('aria-expanded', 'true');
    entries[0]?.focus();
  };
  const close = (hasFocus: boolean) => {
    if (menu.hidden) return;
    menu.hidden = true;
    opener.setAttribute('aria-expanded', 'false');
    if (hasFocus) opener.focus();
  };
  opener.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    open();
  });
  menu.addEventListener('keydown', (event) => {
    const index = entries.indexOf(document.activeElement as HTMLButtonElement);
    const place = placeInRing(event.key, { back: 'ArrowUp', on: 'ArrowDown' }, index, entries.length);
    if (place !== undefined) entries[place]?.focus();
    else if (event.key === 'Escape') close(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  box.addEventListener('focusout', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node) || !box.contains(relatedTarget)) close(false);
  });
  return box;
}
