import type { Problem, TextRange } from '../definition/problem.js';
import { formatShape, printable } from '../format.js';
import { type AnalysedLayer, layerAt, layerNamed, type ModelAnalysis, outputShapeOf } from './analyseModel.js';
import { layerSymbolAt, nameRangeOf } from './references.js';

/** Another place of the same text that a problem has to do with. */
export interface RelatedPlace {
  readonly range: TextRange;
  /** What is there, in a few words. */
  readonly message: string;
}

/** Problems that come from what a layer reads. */
const SHAPE_PROBLEMS: ReadonlySet<string> = new Set([
  'dense-needs-flatten',
  'kernel-too-large',
  'needs-image',
  'no-such-axis',
  'pooled-to-nothing',
  'reshape-size',
  'shapes-differ',
]);

/**
 * Where else to look to understand a problem of a model: the layers that give a shape which does not fit, the first one
 * of a name that is there twice, the layer that `from` names too early. Mostly none.
 */
export function relatedPlaces(analysis: ModelAnalysis, { code, range }: Problem): RelatedPlace[] {
  if (SHAPE_PROBLEMS.has(code)) {
    const sources = layerAt(analysis, range.start)?.from ?? [];
    return [...new Set(sources)].flatMap((name) => givenShape(layerNamed(analysis, name)));
  }
  if (code === 'duplicate-name') {
    const first = layerNamed(analysis, layerAt(analysis, range.start)?.name ?? '');
    return first === undefined
      ? []
      : [{ range: nameRangeOf(first), message: `The first layer named "${printable(first.name)}".` }];
  }
  if (code !== 'forward-from' && code !== 'circular-from') return [];
  const symbol = layerSymbolAt(analysis, range.start);
  if (symbol?.role !== 'reference') return [];
  return [{ range: nameRangeOf(symbol.layer), message: `"${printable(symbol.layer.name)}" is here.` }];
}

function givenShape(layer: AnalysedLayer | undefined): RelatedPlace[] {
  const shape = layer && outputShapeOf(layer);
  return layer === undefined || shape === undefined
    ? []
    : [{ range: nameRangeOf(layer), message: `"${printable(layer.name)}" gives ${formatShape(shape)}.` }];
}
