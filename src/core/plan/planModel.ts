import type { LayerDefinition, ModelDefinition } from '../definition/definition.js';
import type { Edit } from '../definition/edit.js';
import type { Fix, Problem, TextRange } from '../definition/problem.js';
import { MAXIMUM_LAYERS } from '../definition/readLayers.js';
import { findReferenceProblems } from '../definition/references.js';
import type { SampleShape } from '../layers/layer.js';
import { findAugmentationProblems } from './augmentationProblems.js';
import { inferLayers } from './inferLayers.js';
import { LayerText } from './layerText.js';
import { findOutputProblems } from './outputProblems.js';
import { findPhaseProblems } from './phaseProblems.js';
import type { ModelPlan, PlannedLayer } from './plan.js';
import { plannedBackbone } from './plannedBackbone.js';
import { withParts } from './withParts.js';

/** What a model is planned for. */
export interface PlanTarget {
  /** Shape of the images that it will get. */
  readonly inputShape: SampleShape;
  readonly classCount: number;
  /** Of the data set, where it is known: what is right for some classes is wrong for others. */
  readonly classNames?: readonly string[];
}

/** A plan, or why there is none; warnings may stand beside a plan. */
export interface PlanResult {
  /** Absent if any problem is an error. */
  readonly plan?: ModelPlan;
  /** In the order of the text. */
  readonly problems: readonly Problem[];
}

/** A model has fewer parameters than this, and gives fewer numbers for one image: what one array can hold. */
export const MAXIMUM_ELEMENTS = 2 ** 31;

/**
 * Gives every layer its shapes, weights and cost, and checks what depends on them: sizes that do not fit, layers that
 * lead nowhere, an output that is not one probability for each class. Never throws.
 *
 * The plan's first layer is the input, its last one ends in softmax over `classCount` values, and each of its layers is
 * needed for the output: layers that are not get a warning and are left out. Time is
 * linear in the number of layers.
 */
export function planModel(definition: ModelDefinition, target: PlanTarget): PlanResult {
  const text = new LayerText(definition.document);
  const problems: Problem[] = [...referenceProblems(definition, text), ...inputProblems(definition, target, text)];
  if (problems.length === 0) {
    const { layers: inferred, problems: found } = inferLayers(definition.layers, target.inputShape, text);
    problems.push(...found);
    if (inferred.length === definition.layers.length) {
      problems.push(...findOutputProblems(inferred, target.classCount, text));
      const needed = neededLayers(definition.layers);
      const all = withParts(inferred);
      problems.push(...unreadProblems(definition.layers, needed, text), ...sizeProblems(all, text));
      problems.push(...findPhaseProblems(definition, all));
      problems.push(...findAugmentationProblems(inferred, target.classNames, text));
      if (!problems.some((problem) => problem.severity === 'error')) {
        const used = inferred.filter((layer) => needed.has(layer.definition.name));
        const layers = withParts(used);
        const backbones = used.flatMap((layer) => plannedBackbone(layer) ?? []);
        const { inputShape, classCount } = target;
        const plan = {
          name: definition.name,
          inputShape,
          classCount,
          layers,
          ...(backbones.length === 0 ? {} : { backbones }),
        };
        return { plan, problems: inOrder(problems) };
      }
    }
  }
  return { problems: inOrder(problems) };
}

/** For definitions that did not come from `parseModel`, which finds these itself. */
function referenceProblems({ layers }: ModelDefinition, text: LayerText): Problem[] {
  if (layers.length === 0 || layers[0]?.type.arity !== 'none') {
    const range = layers[0]?.range ?? { start: 0, end: 0 };
    return [errorAt(range, 'misplaced-input', 'The first layer must be an input layer.')];
  }
  return findReferenceProblems(layers).flatMap(({ layer: index, at, code, message }) => {
    const layer = layers[index];
    if (layer === undefined) return [];
    const range = typeof at === 'object' ? text.rangeOfReference(layer, at.from) : text.rangeOf(layer, at);
    return [errorAt(range, code, message)];
  });
}

function inputProblems({ input, layers }: ModelDefinition, { inputShape }: PlanTarget, text: LayerText): Problem[] {
  const layer = layers[0];
  if (layer === undefined || input === 'dataset') return [];
  const fits = input.length === inputShape.length && input.every((size, axis) => size === inputShape[axis]);
  if (fits) return [];
  const message = `The model takes images of ${written(input)}, but the dataset's are ${written(inputShape)}.`;
  const edit = text.setInput(layer, inputShape);
  return [
    errorAt(text.rangeOfInput(layer), 'input-mismatch', message, fixed(`Change to ${written(inputShape)}`, edit)),
  ];
}

/** Names of the layers that the last one depends on, itself among them, and of the input. */
function neededLayers(layers: readonly LayerDefinition[]): Set<string> {
  const needed = new Set<string>();
  const output = layers.at(-1);
  if (output !== undefined) needed.add(output.name);
  for (const layer of layers.toReversed()) if (needed.has(layer.name)) for (const name of layer.from) needed.add(name);
  return needed;
}

function unreadProblems(layers: readonly LayerDefinition[], needed: ReadonlySet<string>, text: LayerText): Problem[] {
  const read = new Set(layers.flatMap((layer) => layer.from));
  return layers
    .filter((layer) => !needed.has(layer.name))
    .map((layer) => {
      const reason = read.has(layer.name) ? 'Only layers that lead nowhere read' : 'No layer reads';
      const message = `${reason} "${layer.name}": it does not reach the output and is left out of the model.`;
      return { code: 'unread-layer', severity: 'warning', message, range: text.rangeOf(layer, 'name') };
    });
}

/** At the layer with which the model outgrows what can be held, and once for a model without anything to learn. */
function sizeProblems(layers: readonly PlannedLayer[], text: LayerText): Problem[] {
  let parameters = 0;
  let activations = 0;
  // The input layer is not counted, as it need not be written.
  const beyond = layers[MAXIMUM_LAYERS + 1];
  if (beyond !== undefined) {
    const message = `With all that backbones are made of, the model has ${layers.length} layers; at most ${MAXIMUM_LAYERS} are possible.`;
    return [errorAt(text.rangeOf(beyond.definition), 'too-many-layers', message)];
  }
  for (const { definition, weights, outputShape } of layers) {
    parameters += weights.reduce((sum, weight) => sum + elementCount(weight.shape), 0);
    activations += elementCount(outputShape);
    // Negated so that a NaN, from whatever arithmetic, is refused too.
    if (!(parameters < MAXIMUM_ELEMENTS))
      return [errorAt(text.rangeOf(definition), 'too-many-parameters', tooMany('parameters', parameters))];
    if (!(activations < MAXIMUM_ELEMENTS))
      return [errorAt(text.rangeOf(definition), 'too-many-activations', tooMany('numbers for one image', activations))];
  }
  const last = layers.at(-1);
  const learns = layers.some((layer) => layer.weights.some((weight) => weight.trainable));
  if (learns || last === undefined) return [];
  const message = layers.some((layer) => layer.frozen)
    ? 'Every layer that has weights is frozen, so that there is nothing to train; remove "trainable": false from one.'
    : 'No layer has weights, so that there is nothing to train; add a dense or a convolution layer.';
  return [errorAt(text.rangeOf(last.definition), 'nothing-to-train', message)];
}

function tooMany(what: string, count: number): string {
  const limit = MAXIMUM_ELEMENTS.toLocaleString('en');
  return `With this layer the model has ${count.toLocaleString('en')} ${what}; fewer than ${limit} are possible.`;
}

function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function written(shape: SampleShape): string {
  return `[${shape.join(', ')}]`;
}

function fixed(title: string, edit: Edit | undefined): Fix | undefined {
  return edit === undefined ? undefined : { title, ...edit };
}

function errorAt(range: TextRange, code: string, message: string, fix?: Fix): Problem {
  return { code, severity: 'error', message, range, ...(fix === undefined ? {} : { fix }) };
}

function inOrder(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
}
