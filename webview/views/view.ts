import type { PageRequests } from '../../src/protocol/page.js';
import type { ImageAtlas } from '../images/imageAtlas.js';
import type { ImageList } from '../state/imageList.js';
import type { PageData } from '../state/pageData.js';
import type { PageState } from '../state/pageState.js';
import type { SelectionChange } from '../state/selectionHistory.js';
import type { Theme } from '../theme/theme.js';

/** What a view may do besides drawing. */
export interface ViewContext {
  /** What is known beyond the state of runs: asked for when first wanted; the page is drawn again when it has come. */
  readonly data: PageData;
  readonly atlas: ImageAtlas;
  /** The page is a file of its own: nothing is trained, stopped or chosen from it. */
  readonly isReport: boolean;
  /** The images that are gone through. */
  readonly imageList: ImageList;
  /** Asks the extension host; what goes wrong is shown to the person, and gives undefined. */
  ask<Name extends keyof PageRequests>(
    request: Name,
    params: PageRequests[Name]['params'],
  ): Promise<PageRequests[Name]['result'] | undefined>;
  /** Selects something, as a step that Alt+← takes back. */
  select(change: SelectionChange): void;
  /** Selects something as part of the last step, such as the next of many. */
  amend(change: SelectionChange): void;
  /** Puts the focus on the details of the selected image, once they are there. */
  focusInspector(): void;
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
  /** Draws a state: called for the visible view alone, whenever something has changed. There is a run to draw, but for `data`. */
  render(state: PageState, theme: Theme): void;
}
