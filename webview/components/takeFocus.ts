let waiting: { readonly target: HTMLElement; readonly options: FocusOptions } | undefined;

/**
 * Puts the focus on an element where the page has it. While the person is elsewhere in the editor it stays there: an
 * element of a page in a frame that takes it closes the command palette under their hands, and has their keys. The last
 * element that was held back gets it when they come to the page by the keyboard, on nothing else.
 */
export function takeFocus(target: HTMLElement | null | undefined, options: FocusOptions = {}): void {
  if (target === null || target === undefined) return;
  if (document.hasFocus()) {
    waiting = undefined;
    target.focus(options);
    return;
  }
  if (waiting === undefined) window.addEventListener('focus', giveWhatWaits, { once: true });
  waiting = { target, options };
}

function giveWhatWaits(): void {
  const { target, options } = waiting ?? {};
  waiting = undefined;
  // A click focuses what it hits, after this event.
  if (target?.isConnected === true && document.activeElement === document.body) target.focus(options);
}
