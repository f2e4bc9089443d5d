import { element } from '../components/dom.js';

/** So long a text stands before the next may follow: as it is read, not as fast as it comes. */
const PAUSE_MS = 1_000;

/** Says things to those who listen, politely; of several that come at once, all in one. */
export function liveRegion(): { readonly element: HTMLElement; announce(text: string): void } {
  const region = element('div', { class: 'only-heard', attributes: { role: 'status', 'aria-live': 'polite' } });
  let waiting: string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const say = () => {
    timer = undefined;
    if (waiting.length === 0) return;
    region.textContent = waiting.join(' ');
    waiting = [];
    timer = setTimeout(say, PAUSE_MS);
  };
  return {
    element: region,
    announce(text) {
      if (text === '') return;
      waiting.push(text);
      if (timer === undefined) say();
    },
  };
}
