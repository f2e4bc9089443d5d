import { takeFocus } from './takeFocus.js';

/** Brings the focus back to where a view was left from. */
export interface ReturningFocus {
  /** The person leaves for another view by what has the focus. */
  leave(): void;
  /** The view is shown again: unless the person has put the focus on something that is still there. */
  comeBack(): void;
}

export function returningFocus(container: HTMLElement): ReturningFocus {
  let left: HTMLElement | undefined;
  return {
    leave() {
      const { activeElement } = document;
      left = activeElement instanceof HTMLElement && container.contains(activeElement) ? activeElement : undefined;
    },
    comeBack() {
      const target = left;
      left = undefined;
      if (target === undefined) return;
      // When the whole page is drawn: what has the focus in another view, or in the inspector, may be hidden by then.
      queueMicrotask(() => {
        const { activeElement } = document;
        const isThere = activeElement !== document.body && activeElement?.checkVisibility() === true;
        if (target.isConnected && !isThere) takeFocus(target);
      });
    },
  };
}
