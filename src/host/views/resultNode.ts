import type { MetricSpread } from '../../core/run/comparison.js';
import type { StoredRun } from '../host.js';

/** How the results tree is divided at its top. */
export type GroupBy = 'definition' | 'dataset' | 'date';

/**
 * A line of the results tree, as data. Its id stays the same while it means the same thing; a run's is its folder, which
 * `RunStore.get` takes.
 */
export type ResultNode = GroupNode | SeedsNode | RunNode | FailureNode;

interface NodeBase {
  readonly id: string;
  /** Absent at the top. */
  readonly parent?: string;
  readonly children: readonly string[];
}

/** A heading. */
export interface GroupNode extends NodeBase {
  readonly kind: 'group';
  readonly by: 'definition' | 'dataset' | 'day' | 'comparison';
  /** Of the definition, dataset or comparison; of a day its date, `2031-04-05` in local time. Absent when not known. */
  readonly name?: string;
  /** Of a definition: its absolute path. */
  readonly definitionPath?: string;
  /** Of a day: 0 is today. */
  readonly daysAgo?: number;
  readonly runCount: number;
  readonly runningCount: number;
  /** The best test accuracy below it, 0..1. */
  readonly bestAccuracy?: number;
  /** Whether its children are shown until a person says otherwise. */
  readonly isExpanded: boolean;
}

/** Runs that differ in their seeds alone, with a result or on the way to one. */
export interface SeedsNode extends NodeBase {
  readonly kind: 'seeds';
  /** In the order of their seeds. */
  readonly runs: readonly StoredRun[];
  /** Over those that have been evaluated; null if none has. */
  readonly accuracy: MetricSpread | null;
  readonly macroF1: MetricSpread | null;
  readonly durationMs: MetricSpread | null;
  readonly runningCount: number;
  readonly tells: 'model' | 'time';
  /** All of them are. */
  readonly isCompared: boolean;
  readonly isStale: boolean;
}

/** One run. */
export interface RunNode extends NodeBase {
  readonly kind: 'run';
  readonly run: StoredRun;
  readonly isCompared: boolean;
  readonly isBaseline: boolean;
  /** The definition has been edited since. */
  readonly isStale: boolean;
  /** What its name says: that which the lines above it do not. */
  readonly tells: 'model' | 'time' | 'seed';
}

/** Why the run above it failed. */
export interface FailureNode extends NodeBase {
  readonly kind: 'failure';
  readonly run: StoredRun;
}

/** The whole tree. */
export interface ResultsOutline {
  /** Ids of the top. */
  readonly roots: readonly string[];
  readonly nodes: ReadonlyMap<string, ResultNode>;
  /** Runs that are in it, and those that there are. */
  readonly shownCount: number;
  readonly runCount: number;
}
