import type * as vscode from 'vscode';
import type { LastResult } from '../../core/language/codeLenses.js';
import type { LastOutcome } from '../../core/language/hoverExpectation.js';
import type { PlanTarget } from '../../core/plan/planModel.js';
import type { LayerTable } from '../../protocol/samples.js';

/** What the services for definition files need from the rest of the extension. */
export interface LanguageContext {
  readonly log: { error(message: string | Error, ...details: unknown[]): void };
  /**
   * The latest result of a model's file; `isStale` says whether it was trained from another text than this one, or,
   * without one, than what the file holds as far as that is known.
   */
  lastResultOf(model: vscode.Uri, text?: string): LastResult | undefined;
  /** What a run's layers were found to know; undefined where nothing is stored, or nobody has looked yet. */
  evidenceOf(runId: string): LayerTable | undefined;
  readonly onDidChangeEvidence: vscode.Event<unknown>;
  readonly onDidChangeResults: vscode.Event<unknown>;
  /** How the expectations of a comparison came out when they were last tested in this window. */
  outcomesOf(comparison: vscode.Uri): readonly LastOutcome[];
  /**
   * What a dataset's images are, its id as a comparison names it, relative to an absolute folder. Undefined where that
   * cannot be known; of the default dataset only for its classes; never asked for a folder outside the workspace.
   */
  planTarget(datasetId: string, baseFolder: string | undefined): Promise<PlanTarget | undefined>;
  /** The kinds of datasets by id; a folder's is a pattern, `idx:DIR`. */
  listDatasets(): Promise<readonly { readonly id: string; readonly detail: string }[]>;
  /** Definition files of the workspace. */
  listDefinitions(): Promise<readonly ListedDefinition[]>;
  readonly onDidChangeDefinitions: vscode.Event<unknown>;
}

/** A definition file of the workspace. */
export interface ListedDefinition {
  readonly uri: vscode.Uri;
  readonly kind: 'model' | 'comparison';
  /** Changes with the text. */
  readonly hash: string;
}
