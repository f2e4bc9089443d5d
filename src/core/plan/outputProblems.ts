import type { Edit } from '../definition/edit.js';
import type { Fix, Problem } from '../definition/problem.js';
import type { LayerText } from './layerText.js';
import type { PlannedLayer } from './plan.js';

/**
 * What keeps the last layer from giving one probability for each class: another shape or number of values, no softmax,
 * two of them, or layers that change the probabilities afterwards.
 */
export function findOutputProblems(
  layers: readonly PlannedLayer[],
  classCount: number,
  text: LayerText,
): readonly Problem[] {
  const last = layers.at(-1);
  if (last === undefined) return [];
  const chain = trailingChain(layers, last);
  if (last.outputShape.length !== 1) return [notClasses(last, classCount, text)];
  const softmaxes = chain.filter(isSoftmax);
  const counted = last.outputShape[0] === classCount ? [] : [wrongCount(chain, last, classCount, text)];
  const [softmax] = softmaxes;
  if (softmax === undefined) return isUnfinished(last, classCount) ? counted : [...counted, noSoftmax(last, text)];
  const after = chain.slice(0, chain.indexOf(softmax)).map((layer) => afterOutput(layer, softmax, layers, text));
  const doubled = softmaxes.length > 1 ? [twice(softmax, layers, text)] : [];
  return [...counted, ...after, ...doubled];
}

/** The last layer, what it reads, and so on back to and with the layer that mixes features into these outputs. */
function trailingChain(layers: readonly PlannedLayer[], last: PlannedLayer): PlannedLayer[] {
  const byName = new Map(layers.map((layer) => [layer.definition.name, layer]));
  const chain: PlannedLayer[] = [];
  for (let layer: PlannedLayer | undefined = last; layer !== undefined && layer.definition.from.length === 1; ) {
    chain.push(layer);
    if (!passesOn(layer)) break;
    layer = byName.get(layer.definition.from[0] ?? '');
  }
  return chain;
}

/** True for activations, normalizations, dropout, reshaping: each output comes from the input at its place. */
function passesOn({ weights, inputShapes, outputShape }: PlannedLayer): boolean {
  return weights.every((weight) => weight.shape.length < 2) && sizeOf(inputShapes[0] ?? []) === sizeOf(outputShape);
}

function isSoftmax({ definition }: PlannedLayer): boolean {
  return definition.options.activation === 'softmax';
}

/** A hidden layer, so that the output layer seems forgotten, rather than an output layer with mistakes. */
function isUnfinished({ definition, outputShape }: PlannedLayer, classCount: number): boolean {
  if (outputShape[0] === classCount) return false;
  return !('units' in definition.options) || definition.options.activation !== 'linear';
}

function notClasses(last: PlannedLayer, classCount: number, text: LayerText): Problem {
  const output = { type: 'dense', units: classCount, activation: 'softmax' };
  return {
    code: 'output-not-classes',
    severity: 'error',
    message: `The last layer gives [${last.outputShape.join(', ')}], not one probability for each of ${classCount} classes; end with flatten and dense.`,
    range: text.rangeOf(last.definition),
    ...fixed('Append flatten and an output layer', text.insertAfter(last.definition, [{ type: 'flatten' }, output])),
  };
}

function wrongCount(chain: readonly PlannedLayer[], last: PlannedLayer, classCount: number, text: LayerText): Problem {
  const producer = chain.find((layer) => 'units' in layer.definition.options);
  const problem = {
    code: 'class-count',
    severity: 'error' as const,
    message: `The output has ${last.outputShape[0]} values, but the dataset has ${classCount} classes.`,
  };
  const output = { type: 'dense', units: classCount, activation: 'softmax' };
  if (chain.some(isSoftmax) ? producer === undefined : isUnfinished(last, classCount)) {
    const edit = text.insertAfter(last.definition, [output]);
    const range = text.rangeOf(last.definition, 'units');
    return { ...problem, range, ...fixed(`Append an output layer of ${classCount} units`, edit) };
  }
  if (producer === undefined) return { ...problem, range: text.rangeOf(last.definition) };
  const edit = text.setOption(producer.definition, 'units', classCount);
  return {
    ...problem,
    range: text.rangeOf(producer.definition, 'units'),
    ...fixed(`Set units to ${classCount}`, edit),
  };
}

function noSoftmax(last: PlannedLayer, text: LayerText): Problem {
  const hasOption = 'activation' in last.definition.options;
  const edit = hasOption
    ? text.setOption(last.definition, 'activation', 'softmax')
    : text.insertAfter(last.definition, [{ type: 'activation', activation: 'softmax' }]);
  return {
    code: 'softmax-missing',
    severity: 'error',
    message: 'The last layer gives numbers, not probabilities; end with the activation softmax.',
    range: text.rangeOf(last.definition, 'activation'),
    ...fixed(hasOption ? 'Set activation to softmax' : 'Append a softmax layer', edit),
  };
}

function afterOutput(
  layer: PlannedLayer,
  softmax: PlannedLayer,
  layers: readonly PlannedLayer[],
  text: LayerText,
): Problem {
  const { type } = layer.definition.type;
  return {
    code: 'layer-after-output',
    severity: 'error',
    message: `${type} after the softmax of "${softmax.definition.name}": what comes out would not be probabilities. Remove it.`,
    range: text.rangeOf(layer.definition),
    ...fixed(`Remove the ${type} layer`, removal(layer, layers, text)),
  };
}

function twice(last: PlannedLayer, layers: readonly PlannedLayer[], text: LayerText): Problem {
  return {
    code: 'softmax-doubled',
    severity: 'error',
    message: 'This softmax is applied to probabilities, which a softmax before it made already. Remove one.',
    range: text.rangeOf(last.definition, 'activation'),
    ...fixed('Remove the second softmax', removal(last, layers, text)),
  };
}

function removal(layer: PlannedLayer, layers: readonly PlannedLayer[], text: LayerText): Edit | undefined {
  const index = layers.indexOf(layer);
  const [before, after] = [layers[index - 1], layers[index + 1]];
  return before && text.remove(layer.definition, before.definition, after?.definition);
}

function fixed(title: string, edit: Edit | undefined): { readonly fix?: Fix } {
  return edit === undefined ? {} : { fix: { title, ...edit } };
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
