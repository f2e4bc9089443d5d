import type { ShownRun } from '../../src/protocol/page.js';
import type { SampledRun } from '../gallery/galleryModel.js';
import type { PageState } from '../state/pageState.js';
import type { Theme } from '../theme/theme.js';

/** The image that is looked at, by the run whose layers are. */
export interface InspectedImage {
  readonly image: number;
  readonly run: SampledRun;
  readonly shown: ShownRun;
  readonly classNames: readonly string[];
  readonly state: PageState;
  readonly theme: Theme;
  /** False for a moment: the person may be on the way to another image. */
  readonly isSettled: boolean;
}
