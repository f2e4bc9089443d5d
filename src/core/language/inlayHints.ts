import type { TextRange } from '../definition/problem.js';
import { formatShape } from '../format.js';
import { isImplied, type ModelAnalysis } from './analyseModel.js';
import { layerFacts } from './layerFacts.js';

/** A few words between the characters of a file. */
export interface InlayHint {
  readonly offset: number;
  readonly label: string;
  /** Plain text. */
  readonly tooltip: string;
}

/**
 * The shape of each layer's output at the end of the layer's first line; right behind the layer where more than one
 * stands on a line. Only for layers that begin within `range`, if one is given.
 */
export function inlayHints({ layers, lines }: ModelAnalysis, range?: TextRange): InlayHint[] {
  const perLine = new Map<number, number>();
  const placed = layers
    .filter((layer) => !isImplied(layer))
    .map((layer) => ({ layer, line: lines.positionAt(layer.range.start).line }));
  for (const { line } of placed) perLine.set(line, (perLine.get(line) ?? 0) + 1);
  return placed.flatMap(({ layer, line }) => {
    const { planned } = layer;
    const isOutside = range !== undefined && (layer.range.start < range.start || layer.range.start > range.end);
    if (planned === undefined || isOutside) return [];
    const lineEnd = lines.startOf(line) + lines.textOf(line).trimEnd().length;
    const offset = perLine.get(line) === 1 ? lineEnd : Math.min(layer.range.end, lineEnd);
    return [
      { offset, label: `→ ${formatShape(planned.outputShape)}`, tooltip: `${layer.name}: ${layerFacts(planned)}` },
    ];
  });
}
