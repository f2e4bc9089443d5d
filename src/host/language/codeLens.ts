import * as vscode from 'vscode';
import {
  type CodeLens,
  comparisonLenses,
  type LastResult,
  modelLenses,
  resultTitle,
} from '../../core/language/codeLenses.js';
import { commandIds, settingIds } from '../ids.js';
import type { DocumentAnalysis } from './analysedDocuments.js';
import { isLive } from './definitionDocument.js';
import type { DefinitionRequest } from './definitionRequest.js';
import { toRange } from './positions.js';

/** What a lens's command gets. */
export interface LensArgument {
  /** The definition. */
  readonly uri: vscode.Uri;
  /** Only of a lens that shows a result. */
  readonly runId?: string;
}

/**
 * Lenses that train and compare and show the last result, and what each layer costs; while brackets are open those of
 * the text before, so that no line jumps.
 */
export function provideCodeLenses({ state, document, analysis }: DefinitionRequest): vscode.CodeLens[] | undefined {
  const { uri } = document;
  const isOn = vscode.workspace.getConfiguration(undefined, document).get<boolean>(settingIds.codeLens, true);
  if (!isOn || !isLive(document)) return undefined;
  const result = state.results.show(document, analysis);
  const places = state.lenses.latest(document, isBroken(analysis) ? undefined : lensesOf(analysis, result));
  return (places ?? lensesOf(analysis, result)).map(
    (lens) => new vscode.CodeLens(toRange(analysis.lines, lens.range), toCommand(uri, lens, result)),
  );
}

function lensesOf(analysis: DocumentAnalysis, result: LastResult | undefined): CodeLens[] {
  return analysis.kind === 'model' ? modelLenses(analysis, result) : comparisonLenses(analysis, result);
}

/** A comparison's few lenses stand at its head, which a missing bracket does not move. */
function isBroken(analysis: DocumentAnalysis): boolean {
  return analysis.kind === 'model' && analysis.isBroken;
}

function toCommand(uri: vscode.Uri, { title, action }: CodeLens, result: LastResult | undefined): vscode.Command {
  const argument: LensArgument = { uri };
  const { t } = vscode.l10n;
  switch (action.kind) {
    case 'train':
      return { title: t('Train'), command: commandIds.trainDefinition, arguments: [argument] };
    case 'trainAll':
      return { title: t('Train all and compare'), command: commandIds.trainAll, arguments: [argument] };
    case 'compareWith':
      return { title: t('Compare with…'), command: commandIds.compareWith, arguments: [argument] };
    case 'openResult': {
      const { runId } = action;
      const shown = result === undefined ? title : localTitle(result, title !== resultTitle(result));
      return { title: shown, command: commandIds.openRun, arguments: [{ ...argument, runId }] };
    }
    case 'layerFacts':
      return { title, command: '' };
  }
}

/** A result's words are the same in every language but for these. */
function localTitle(result: LastResult, isBest: boolean): string {
  const { t } = vscode.l10n;
  const figures = resultTitle({ ...result, isStale: false });
  const aged = result.isStale ? `${figures} · ${t('edited since')}` : figures;
  return isBest ? t('Best: {0}', aged) : aged;
}
