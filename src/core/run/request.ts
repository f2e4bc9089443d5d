import type { RecipeOverride, SeedPlan } from '../definition/definition.js';
import type { SweepPlace } from '../sweep/variants.js';
import type { Fold } from '../training/folds.js';

/** Everything that decides a run's outcome, apart from the machine: what the trainer is asked to do. */
export interface RunRequest {
  /** Exact text of the model definition. */
  readonly definitionText: string;
  /** Where it came from, for links; absolute path. */
  readonly definitionPath: string;
  /** `fashion-mnist`, `images:/absolute/dir`. */
  readonly dataset: string;
  /** SHA-256 of the text of the comparison, so that its runs find each other again. */
  readonly comparison?: string;
  /** Of a model that was made to attribute a difference: which attribution, and which changes it has; they decide nothing. */
  readonly attribution?: { readonly id: string; readonly changes: readonly string[] };
  /** Which variant of a model it is, in a sweep. */
  readonly sweep?: SweepPlace;
  /** How many seeds of its model are trained was to depend on what they show; it decides nothing of the run. */
  readonly seedPlan?: SeedPlanMark;
  readonly seed: number;
  readonly validationSplit: number;
  /** Uses only the first `limit` training images of the seeded order. */
  readonly limit?: number;
  /** A part of the training images is kept from this run altogether, to be judged by it. */
  readonly fold?: Fold;
  readonly recipe: RecipeOverride;
  readonly engine: 'auto' | 'tensorflow' | 'portable';
}

/** A plan of seeds that a run belongs to, so that whoever judges it can allow for the looks that were taken. */
export interface SeedPlanMark extends SeedPlan {
  /** Of each model of the comparison, the baseline first: the first 16 hexadecimal digits of its text's SHA-256. */
  readonly models: readonly string[];
}
