import type { ModelDefinition, Recipe } from '../core/definition/definition.js';
import type { ModelPlan } from '../core/plan/plan.js';
import type { RunStarted } from '../core/run/events.js';
import type { RunState } from '../core/run/state.js';
import type { VariableValues } from '../core/training/modelSession.js';

/** A stored run with its model: all that an export is made from. */
export interface ExportSource {
  readonly runId: string;
  /** Absolute. */
  readonly folder: string;
  readonly state: RunState;
  readonly started: RunStarted;
  readonly definition: ModelDefinition;
  readonly plan: ModelPlan;
  /** The recipe in force. */
  readonly recipe: Recipe;
  /** Of every variable, by `<layer>/<weight>`. */
  readonly weights: VariableValues;
}

/** One file of an export. */
export interface ExportedFile {
  /** Relative to the export's folder, with `/`; empty where the export is one file. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Makes the files of one format. @throws ExportError for what the format has no word for. */
export type Exporter = (source: ExportSource) => readonly ExportedFile[];

/** Something that cannot be exported: what, and why, for people. */
export class ExportError extends Error {
  override readonly name = 'ExportError';

  /** `advice` says what to do. */
  constructor(
    message: string,
    readonly advice?: string,
  ) {
    super(message);
  }
}

/** A text as a file. */
export function textFile(path: string, text: string): ExportedFile {
  return { path, bytes: new TextEncoder().encode(text) };
}
