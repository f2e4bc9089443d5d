import { type JsonNode, propertyOf, rangeOf } from '../definition/jsonDocument.js';
import type { TextRange } from '../definition/problem.js';
import { probeTitle } from '../evidence/evidenceText.js';
import type { LayerEvidence, LayerProbe } from '../evidence/layerEvidence.js';
import { formatDuration, formatFixed, formatPercent, printable } from '../format.js';
import { partName } from '../plan/partName.js';
import type { ComparisonAnalysis } from './analyseComparison.js';
import { type AnalysedLayer, isImplied, type ModelAnalysis } from './analyseModel.js';
import { layerFacts } from './layerFacts.js';

/** What is known of a definition's latest finished run. */
export interface LastResult {
  readonly runId: string;
  /** Fraction 0..1 of the test images. */
  readonly accuracy: number;
  readonly macroF1?: number;
  readonly durationMs?: number;
  /** True if the definition has been edited since. */
  readonly isStale: boolean;
}

/** What is known of the layers of that run. */
export interface KnownLayers {
  readonly evidence: LayerEvidence;
  readonly classNames: readonly string[];
}

/** What a lens does when it is clicked; the layer's facts do nothing. */
export type LensAction =
  | { readonly kind: 'train' }
  | { readonly kind: 'trainAll' }
  | { readonly kind: 'compareWith' }
  | { readonly kind: 'openResult'; readonly runId: string }
  | { readonly kind: 'layerFacts'; readonly layer: string }
  | { readonly kind: 'layerEvidence'; readonly runId: string; readonly probe: LayerProbe };

/** A line of text above a line of a file. */
export interface CodeLens {
  readonly range: TextRange;
  readonly title: string;
  readonly action: LensAction;
}

/** Lenses of a model: on the file to train it, to compare it and to see its last result; on each layer what it costs. */
export function modelLenses(analysis: ModelAnalysis, lastResult?: LastResult, known?: KnownLayers): CodeLens[] {
  const range = headOf(analysis.tree);
  if (range === undefined) return [];
  const file: CodeLens[] = [
    { range, title: 'Train', action: { kind: 'train' } },
    { range, title: 'Compare with…', action: { kind: 'compareWith' } },
  ];
  if (lastResult !== undefined) {
    const action: LensAction = { kind: 'openResult', runId: lastResult.runId };
    file.push({ range, title: resultTitle(lastResult), action });
  }
  const evidence = lastResult === undefined || known === undefined ? [] : evidenceLenses(analysis, lastResult, known);
  return [...file, ...layerLenses(analysis), ...evidence];
}

/** What was found at a layer, of a backbone at its last part that was looked at. */
export function probeOfLayer({ name }: Pick<AnalysedLayer, 'name'>, { layers }: LayerEvidence): LayerProbe | undefined {
  const inside = partName(name, '');
  return layers.findLast((probe) => probe.name === name || probe.name.startsWith(inside));
}

/** Lenses of a comparison: to train all its models, and to see how they compared last. */
export function comparisonLenses({ tree }: ComparisonAnalysis, lastResult?: LastResult): CodeLens[] {
  const range = headOf(tree);
  if (range === undefined) return [];
  const all: CodeLens = { range, title: 'Train all and compare', action: { kind: 'trainAll' } };
  if (lastResult === undefined) return [all];
  const action: LensAction = { kind: 'openResult', runId: lastResult.runId };
  return [all, { range, title: `Best: ${resultTitle(lastResult)}`, action }];
}

/** A result in words: `92.8 % · macro-F1 0.927 · 61 s`. */
export function resultTitle({ accuracy, macroF1, durationMs, isStale }: LastResult): string {
  return [
    formatPercent(accuracy),
    ...(macroF1 === undefined ? [] : [`macro-F1 ${formatFixed(macroF1, 3)}`]),
    ...(durationMs === undefined ? [] : [formatDuration(durationMs)]),
    ...(isStale ? ['edited since'] : []),
  ].join(' · ');
}

function layerLenses({ layers }: ModelAnalysis): CodeLens[] {
  return layers.flatMap((layer): CodeLens[] => {
    if (isImplied(layer) || layer.planned === undefined) return [];
    const { start } = layer.range;
    const action: LensAction = { kind: 'layerFacts', layer: layer.name };
    return [{ range: { start, end: start + 1 }, title: layerFacts(layer.planned), action }];
  });
}

function evidenceLenses(
  { layers }: ModelAnalysis,
  { runId, isStale }: LastResult,
  { evidence, classNames }: KnownLayers,
): CodeLens[] {
  return layers.flatMap((layer): CodeLens[] => {
    const probe = isImplied(layer) ? undefined : probeOfLayer(layer, evidence);
    if (probe === undefined) return [];
    const { start } = layer.range;
    const words = `${printable(layer.name)} · ${probeTitle(probe, evidence, classNames)}`;
    const title = isStale ? `${words} · edited since` : words;
    return [{ range: { start, end: start + 1 }, title, action: { kind: 'layerEvidence', runId, probe } }];
  });
}

/** The name of the file's model, or the file's first key, so that the lens is where the content begins. */
function headOf(tree: JsonNode | undefined): TextRange | undefined {
  if (tree?.type !== 'object') return undefined;
  const property = propertyOf(tree, 'name') ?? tree.children?.[0] ?? tree;
  return rangeOf(property.children?.[0] ?? property);
}
