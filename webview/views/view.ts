import type { PageRequests } from '../../src/protocol/page.js';
import type { PageState } from '../state/pageState.js';
import type { SelectionChange } from '../state/selectionHistory.js';
import type { Theme } from '../theme/theme.js';

/** What a view may do besides drawing. */
export interface ViewContext {
  /** Asks the extension host; what goes wrong is shown to the person, and gives undefined. */
  ask<Name extends keyof PageRequests>(
    request: Name,
    params: PageRequests[Name]['params'],
  ): Promise<PageRequests[Name]['result'] | undefined>;
  /** Selects something, as a step that Alt+← takes back. */
  select(change: SelectionChange): void;
  /** Tells those who listen, when they have time. */
  announce(text: string): void;
}

/** A tab of the page: one file, named in `index.ts`. */
export interface View {
  /** Kebab-case; kept in selections. */
  readonly id: string;
  readonly title: string;
  /** Puts its elements into `container`, once. */
  mount(container: HTMLElement, context: ViewContext): MountedView;
}

export interface MountedView {
  /** Draws a state: called for the visible view alone, whenever something has changed. There is a run to draw. */
  render(state: PageState, theme: Theme): void;
}
