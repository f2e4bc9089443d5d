import {
  type ChangedImages,
  changedImages,
  type ImageChange,
  imageChanges,
} from '../../src/core/samples/changedImages.js';
import type { Focus } from '../../src/protocol/page.js';
import { isOfSameImages } from '../state/sameImages.js';
import type { SampledRun } from './galleryModel.js';

/** A pair of runs whose images are held against each other. */
export type ChangesFocus = Extract<Focus, { readonly kind: 'changes' }>;

/** What changed from one run to another: which of it is looked at, and how many images of each kind there are. */
export interface ShownChanges {
  readonly from: SampledRun;
  readonly to: SampledRun;
  readonly change: ImageChange;
  readonly counts: Readonly<Record<ImageChange, number>>;
  /** Rows of the samples that are looked at, ascending. */
  readonly rows: Uint32Array;
}

/** Undefined where one of the runs is not there, or was tested on other images. */
export function changesOf(runs: readonly SampledRun[], focus: ChangesFocus): ShownChanges | undefined {
  const [from, to] = [focus.against, focus.runId].map((id) => runs.find(({ runId }) => runId === id));
  if (from === undefined || to === undefined || !isOfSameImages(from.samples, to.samples)) return undefined;
  const found = changedImages(from.samples, to.samples, focus);
  const change = focus.change ?? fullest(found);
  return {
    from,
    to,
    change,
    counts: { fixed: found.fixed.length, broken: found.broken.length, differently: found.differently.length },
    rows: found[change],
  };
}

/** The same two runs, all images that changed between them. */
export function wholeChanges({ kind, runId, against, change }: ChangesFocus): ChangesFocus {
  return { kind, runId, against, ...(change === undefined ? {} : { change }) };
}

/** What there are the most of, the first of ties. */
function fullest(found: ChangedImages): ImageChange {
  return imageChanges.reduce((most, change) => (found[change].length > found[most].length ? change : most));
}
