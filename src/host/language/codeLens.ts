import * as vscode from 'vscode';
import type { LayerProbe } from '../../core/evidence/layerEvidence.js';
import {
  type CodeLens,
  comparisonLenses,
  type KnownLayers,
  type LastResult,
  modelLenses,
  resultTitle,
} from '../../core/language/codeLenses.js';
import { commandIds, settingIds } from '../ids.js';
import type { DocumentAnalysis } from './analysedDocuments.js';
import { isLive } from './definitionDocument.js';
import type { DefinitionRequest } from './definitionRequest.js';
import { layerWords } from './layerWords.js';
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
  const known = state.results.evidence(document, analysis);
  const lenses = lensesOf(analysis, result, known);
  const places = state.lenses.latest(document, isBroken(analysis) ? undefined : lenses);
  return (places ?? lenses).map((lens) => {
    const command = toCommand(uri, lens, result, known);
    return new vscode.CodeLens(toRange(analysis.lines, lens.range), command);
  });
}

function lensesOf(
  analysis: DocumentAnalysis,
  result: LastResult | undefined,
  known: KnownLayers | undefined,
): CodeLens[] {
  return analysis.kind === 'model' ? modelLenses(analysis, result, known) : comparisonLenses(analysis, result);
}

/** A comparison's few lenses stand at its head, which a missing bracket does not move. */
function isBroken(analysis: DocumentAnalysis): boolean {
  return analysis.kind === 'model' && analysis.isBroken;
}

function toCommand(
  uri: vscode.Uri,
  { title, action }: CodeLens,
  result: LastResult | undefined,
  known: KnownLayers | undefined,
): vscode.Command {
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
    case 'layerEvidence': {
      const { runId, probe } = action;
      const words = known === undefined ? title : layerTitle(title, probe, known, result?.isStale === true);
      return { title: words, command: commandIds.showLayerSamples, arguments: [runId, probe.name] };
    }
  }
}

/** The layer's name as the lens has it, and what was found in the person's language. */
function layerTitle(title: string, probe: LayerProbe, { evidence, classNames }: KnownLayers, isStale: boolean): string {
  const [name = ''] = title.split(' · ');
  const words = `${name} · ${layerWords(probe, evidence, classNames)}`;
  return isStale ? `${words} · ${vscode.l10n.t('edited since')}` : words;
}

/** A result's words are the same in every language but for these. */
function localTitle(result: LastResult, isBest: boolean): string {
  const { t } = vscode.l10n;
  const figures = resultTitle({ ...result, isStale: false });
  const aged = result.isStale ? `${figures} · ${t('edited since')}` : figures;
  return isBest ? t('Best: {0}', aged) : aged;
}
