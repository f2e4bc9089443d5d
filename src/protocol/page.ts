import type { BatchCurve } from '../core/run/batchCurve.js';
import type { RunEvent } from '../core/run/events.js';
import type { RunState } from '../core/run/state.js';
import type { Contract } from './channel.js';

/** What the page asks of the extension host. Runs are named by their ids; the host knows where they lie. */
export interface PageRequests {
  /** The page is there. From this answer on it is told what changes, for as long as it can be seen. */
  readonly ready: { readonly params: null; readonly result: Snapshot };
  /** Opens the definition of a run beside the panel, at a layer's line where one is named. */
  readonly openDefinition: {
    readonly params: { readonly runId: string; readonly layer?: string };
    readonly result: null;
  };
  /** What the definition says now beside what was trained. */
  readonly showWhatChanged: { readonly params: RunParams; readonly result: null };
  readonly showRunLog: { readonly params: RunParams; readonly result: null };
  readonly stopRun: { readonly params: RunParams; readonly result: null };
  readonly resumeRun: { readonly params: RunParams; readonly result: null };
  /** Asks the person which runs are to be shown; those come by `shown`. */
  readonly pickRuns: { readonly params: null; readonly result: null };
  /** Takes a run off the page. */
  readonly removeRun: { readonly params: RunParams; readonly result: null };
  readonly setBaseline: { readonly params: { readonly runId: string | null }; readonly result: null };
  /** Asks the person what to train, and trains it. */
  readonly trainModel: { readonly params: null; readonly result: null };
  /** Asks where to, then writes. False: the person thought better of it. */
  readonly saveText: {
    readonly params: { readonly suggestedName: string; readonly text: string };
    readonly result: boolean;
  };
  readonly saveImage: {
    readonly params: { readonly suggestedName: string; readonly png: Uint8Array };
    readonly result: boolean;
  };
}

/** What the extension host tells the page: at most ten times a second, and nothing while it is hidden. */
export interface PageNotices {
  /** Other runs are shown, or the page can be seen again: what is known of all runs, from now on. */
  readonly shown: Snapshot;
  /** Events of shown runs, in order, none twice: to be folded as `ShownRun`s. */
  readonly runEvents: { readonly runId: string; readonly events: readonly RunEvent[] };
  /** Something about runs that is no event: a label, that the definition was edited, which one is the baseline. */
  readonly factsChanged: {
    readonly baseline?: string;
    readonly facts: readonly (RunFacts & { readonly runId: string })[];
  };
  /** The person asked for a view, by a command or a link. */
  readonly viewAsked: { readonly view: string };
}

/** All that a page needs to draw: what it knew before is forgotten. */
export interface Snapshot {
  /** In the order in which they are shown. */
  readonly runs: readonly ShownRun[];
  /** Run id; may be that of a run which is not shown. */
  readonly baseline?: string;
  /** Runs that were asked for and cannot be shown, and why. */
  readonly missing: readonly { readonly runId: string; readonly reason: string }[];
  /** A view that the person asked for; else the page's own selection decides. */
  readonly view?: string;
  /** False in Restricted Mode: nothing can be trained. */
  readonly canTrain: boolean;
}

/** A run on the page: what its events come to, and what else is known. Folded by `reduceWithBatches` on both sides. */
export interface ShownRun extends RunFacts {
  readonly runId: string;
  /** Its letter everywhere on the page; colour, marker and dash follow from it. Kept while the panel is open. */
  readonly letter: string;
  readonly state: RunState;
  /** The epoch under way, batch by batch. */
  readonly batches: BatchCurve;
}

/** What is known of a run besides its events. */
export interface RunFacts {
  /** Given by the person. */
  readonly label?: string;
  /** True if the definition is not any more what was trained; absent: not known. */
  readonly isStale?: boolean;
}

interface RunParams {
  readonly runId: string;
}

/**
 * What the person looks at; every view derives from it. The page keeps it over a reload; nothing else is kept.
 */
export interface Selection {
  /** Ids of the runs that were shown, for after a reload. */
  readonly runs: readonly string[];
  /** Id of a view. */
  readonly view: string;
  readonly split: Split;
  readonly epoch?: number;
  /** A cell of the confusion matrix, or a class: indices of classes. */
  readonly focus?:
    | { readonly kind: 'cell'; readonly trueClass: number; readonly predictedClass: number }
    | { readonly kind: 'class'; readonly classIndex: number };
  /** Index of an image of the split. */
  readonly sample?: number;
}

export type Split = 'train' | 'validation' | 'test';

/** What the host serves to the page. */
export interface HostContract extends Contract {
  readonly requests: { readonly [Name in keyof PageRequests]: PageRequests[Name] };
  readonly notices: Record<never, never>;
}

/** What the page hears from the host. */
export interface PageContract extends Contract {
  readonly requests: Record<never, never>;
  readonly notices: { readonly [Name in keyof PageNotices]: PageNotices[Name] };
}
