import type { RecipeOverride } from '../core/definition/definition.js';
import type { AttributionMethod, NodeMask } from '../core/difference/attributionDesign.js';
import type { AttributionRecord, UnfinishedAttribution } from '../core/difference/attributionRecord.js';
import type { RunRequest } from '../core/run/request.js';

/** What the service does to tell what changes between two definitions are worth. */
export interface AttributionRequests {
  /** What makes the second of two definitions of the first, each change in a few words that are safe to show. */
  readonly listChanges: {
    readonly params: { readonly firstText: string; readonly secondText: string; readonly recipe: RecipeOverride };
    readonly result: readonly string[];
  };
  /** What is to be trained to attribute a difference, and what of it is there already. */
  readonly planAttribution: { readonly params: AttributionQuestion; readonly result: PlannedAttribution };
  /**
   * What came of it, kept beside the runs. `folders`: of all runs, seed by seed, in the order of the plan's models; null for
   * what has not been trained, of which `failed` says what was tried.
   */
  readonly measureAttribution: {
    readonly params: AttributionQuestion & {
      readonly folders: readonly (string | null)[];
      readonly failed: UnfinishedAttribution['failed'];
    };
    readonly result: AttributionRecord;
  };
  /** The latest attribution of two texts, by their SHA-256; null where there is none. */
  readonly findAttribution: {
    readonly params: { readonly root: string; readonly firstHash: string; readonly secondHash: string };
    readonly result: AttributionRecord | null;
  };
}

/** A difference that is to be attributed. */
export interface AttributionQuestion {
  /** Absolute runs root. */
  readonly root: string;
  readonly firstText: string;
  readonly secondText: string;
  readonly setup: {
    readonly dataset: string;
    readonly validationSplit: number;
    readonly limit?: number;
    readonly recipe: RecipeOverride;
    readonly engine: RunRequest['engine'];
  };
  readonly choice: { readonly method: AttributionMethod; readonly groups?: readonly (readonly number[])[] };
  readonly seeds: readonly number[];
}

/** What is to be trained for it. */
export interface PlannedAttribution {
  readonly id: string;
  /** Safe to show. */
  readonly groups: readonly { readonly label: string; readonly reasons: readonly string[] }[];
  readonly models: readonly {
    readonly mask: NodeMask;
    readonly applied: readonly number[];
    readonly side: 'first' | 'second' | 'between';
    readonly name: string;
    readonly text: string;
  }[];
  /** Folders of runs that are there already, seed by seed, in the order of the models; null where there is none. */
  readonly trained: readonly (string | null)[];
  /** About how long one training of each model takes, in milliseconds, from the times of runs; null where none tells. */
  readonly durationsMs: readonly (number | null)[];
}
