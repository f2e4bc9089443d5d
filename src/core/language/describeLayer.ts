import { formatCount, formatQuantity, formatShape } from '../format.js';
import type { LayerType } from '../layers/layer.js';
import { ownName } from '../plan/partName.js';
import type { PlannedLayer } from '../plan/plan.js';
import { type AnalysedLayer, layerNamed, type ModelAnalysis, outputShapeOf } from './analyseModel.js';
import { describeParts } from './backboneNames.js';
import { formatMacs, parameterCountOf, statisticCountOf } from './layerFacts.js';
import { codeBlock, inlineCode, paragraphs } from './markdown.js';

/** A layer as a hover shows it, in Markdown: what it does, its formula with the shapes put in, what it costs. */
export function describeLayer(analysis: ModelAnalysis, layer: AnalysedLayer): string {
  const { type, planned } = layer;
  if (type === undefined) return inlineCode(layer.name);
  const heading = `**${type.type}** ${inlineCode(layer.name)}`;
  if (planned === undefined) {
    const reason = 'Its shape is not known: there is a mistake here, or in a layer that it depends on.';
    return paragraphs(heading, type.description, codeBlock([type.formula]), hasTarget(analysis) ? reason : undefined);
  }
  const reads =
    layer.from.length === 0 ? undefined : `Reads ${layer.from.map((name) => reference(analysis, name)).join(' and ')}.`;
  return paragraphs(
    `${heading} · ${formatShape(planned.outputShape)}`,
    type.description,
    codeBlock([filledFormula(planned)]),
    costOf(planned),
    describeParts(layer),
    reads,
  );
}

/** A layer type that is not in a model yet. */
export function describeLayerType(type: LayerType): string {
  return paragraphs(type.description, codeBlock([type.formula]));
}

/** The formula with the shapes of inputs, weights and output in it: `y[10] = softmax(x[128] · kernel[128×10] + bias[10])`. */
export function filledFormula({ definition, inputShapes, outputShape, weights }: PlannedLayer): string {
  const { formula, options } = { formula: definition.type.formula, options: definition.options };
  const names = new Set(weights.map((weight) => weight.name));
  const shapes = new Map<string, readonly number[]>(weights.map(({ name, shape }) => [name, shape]));
  shapes.set('y', outputShape);
  inputShapes.forEach((shape, index) => {
    if (index === 0) shapes.set('x', shape);
    shapes.set(`x${SUBSCRIPTS[index + 1] ?? ''}`, shape);
  });
  const present = optionalTerms
    .filter(({ weight }) => !names.has(weight))
    .reduce((written, { term }) => written.replace(term, ''), formula);
  const plain = options.activation === 'linear' ? present.replace(/activation\((.*)\)$/, '$1') : present;
  return plain.replace(/[A-Za-z]+[₁-₉]?/g, (word) => {
    const shape = shapes.get(word);
    if (shape !== undefined) return `${word}[${formatShape(shape)}]`;
    const value = Object.hasOwn(options, word) ? options[word] : undefined;
    if (typeof value === 'number' || (word === 'activation' && typeof value === 'string')) return String(value);
    return Array.isArray(value) ? `[${formatShape(value)}]` : word;
  });
}

const SUBSCRIPTS = ['', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉'];

/** Terms of a formula that are only there with their weight: `useBias`, `scale` and `center` may be false. */
const optionalTerms = [
  { weight: 'bias', term: ' + bias' },
  { weight: 'gamma', term: 'gamma · ' },
  { weight: 'beta', term: ' + beta' },
];

function costOf(layer: PlannedLayer): string {
  const parameters = parameterCountOf(layer);
  const statistics = statisticCountOf(layer);
  const weights =
    layer.parts === undefined
      ? layer.weights.map(({ name, shape }) => `${name} ${formatShape(shape)}`).join(', ')
      : `${formatQuantity(layer.parts.length, 'layer')}, ${ownName(layer.parts.at(-1) ?? layer)} the last`;
  const parts = [
    parameters === 0 ? 'No parameters' : `${formatQuantity(parameters, 'parameter')} (${weights})`,
    ...(statistics === 0 || layer.parts !== undefined
      ? []
      : [`${formatCount(statistics)} of them running statistics, not trained`]),
    ...(layer.macs === 0 ? [] : [`${formatMacs(layer.macs)} MACs for one image`]),
  ];
  return `${parts.join(' · ')}.`;
}

function reference(analysis: ModelAnalysis, name: string): string {
  const layer = layerNamed(analysis, name);
  const shape = layer && outputShapeOf(layer);
  return shape === undefined ? inlineCode(name) : `${inlineCode(name)} (${formatShape(shape)})`;
}

function hasTarget({ target, isBroken }: ModelAnalysis): boolean {
  return target !== undefined && !isBroken;
}
