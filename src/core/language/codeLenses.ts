import { type JsonNode, propertyOf, rangeOf } from '../definition/jsonDocument.js';
import type { TextRange } from '../definition/problem.js';
import { formatDuration, formatFixed, formatPercent } from '../format.js';
import type { ComparisonAnalysis } from './analyseComparison.js';
import { isImplied, type ModelAnalysis } from './analyseModel.js';
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

/** What a lens does when it is clicked; the layer's facts do nothing. */
export type LensAction =
  | { readonly kind: 'train' }
  | { readonly kind: 'trainAll' }
  | { readonly kind: 'compareWith' }
  | { readonly kind: 'openResult'; readonly runId: string }
  | { readonly kind: 'layerFacts'; readonly layer: string };

/** A line of text above a line of a file. */
export interface CodeLens {
  readonly range: TextRange;
  readonly title: string;
  readonly action: LensAction;
}

/** Lenses of a model: on the file to train it, to compare it and to see its last result; on each layer what it costs. */
export function modelLenses(analysis: ModelAnalysis, lastResult?: LastResult): CodeLens[] {
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
  return [...file, ...layerLenses(analysis)];
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

/** The name of the file's model, or the file's first key, so that the lens is where the content begins. */
function headOf(tree: JsonNode | undefined): TextRange | undefined {
  if (tree?.type !== 'object') return undefined;
  const property = propertyOf(tree, 'name') ?? tree.children?.[0] ?? tree;
  return rangeOf(property.children?.[0] ?? property);
}
