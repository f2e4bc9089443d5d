import type { ModelPlan, PlannedLayer } from '../../core/plan/plan.js';
import { type PythonCall, PythonNames, pythonText } from '../python/pythonText.js';
import { type KerasLayer, kerasLayer } from './kerasLayers.js';

/** What a plan's layers are called in Keras, by their names here. */
export type KerasNames = (name: string) => string;

/** Layers that mix targets too, and are done to the batches: see `mixupOf`. */
const inBatches = ['mixup'];

/** The function `build_model` of a definition; a `Sequential` where the layers are a chain. */
export function kerasModelText(plan: ModelPlan, names: KerasNames): string {
  const layers = layersInModel(plan);
  return isChain(layers) ? sequentialText(plan, layers, names) : functionalText(plan, layers, names);
}

/** The plan's layers without those that are no layers in Keras; what read such a one reads what it read. */
export function layersInModel({ layers }: ModelPlan): readonly PlannedLayer[] {
  const sources = new Map<string, string>();
  return layers.flatMap((layer) => {
    const { definition } = layer;
    const from = definition.from.map((name) => sources.get(name) ?? name);
    if (inBatches.includes(definition.type.type)) {
      sources.set(definition.name, from[0] ?? '');
      return [];
    }
    return [{ ...layer, definition: { ...definition, from } }];
  });
}

/** Names in Keras of a plan's layers: unique, letters that any backend takes. */
export function kerasNames(plan: ModelPlan): KerasNames {
  const names = new PythonNames(['x', 'inputs', 'outputs', 'model', 'keras', 'layers', 'np']);
  for (const { definition } of plan.layers) names.of(definition.name);
  return (name) => names.of(name);
}

function isChain(layers: readonly PlannedLayer[]): boolean {
  return layers.every(({ definition, partOf }, index) => {
    const before = layers[index - 1]?.definition.name;
    return index === 0 || (definition.from.length === 1 && definition.from[0] === before && partOf === undefined);
  });
}

function sequentialText(plan: ModelPlan, layers: readonly PlannedLayer[], names: KerasNames): string {
  const calls = layers.slice(1).map((layer) => `            ${layerText(layer, names)},`);
  return `    return keras.Sequential(
        [
            keras.Input(${pythonText(plan.inputShape)}),
${calls.join('\n')}
        ],
        name=${pythonText(names(plan.name))},
    )`;
}

function functionalText(plan: ModelPlan, layers: readonly PlannedLayer[], names: KerasNames): string {
  const variables = variablesOf(layers, names);
  const lines = layers.slice(1).map((layer) => {
    const { name, type, from } = layer.definition;
    const inputs = from.map((source) => variables.get(source) ?? source);
    const given = type.arity === 'many' ? `[${inputs.join(', ')}]` : (inputs[0] ?? 'x');
    // As published networks are fine-tuned: by the statistics that they came with.
    const mode = layer.partOf !== undefined && type.type === 'batchNormalization' ? ', training=False' : '';
    return `    ${variables.get(name) ?? 'x'} = ${layerText(layer, names)}(${given}${mode})`;
  });
  const last = variables.get(layers.at(-1)?.definition.name ?? '') ?? 'x';
  return `    inputs = keras.Input(${pythonText(plan.inputShape)})
${lines.join('\n')}
    return keras.Model(inputs, ${last}, name=${pythonText(names(plan.name))})`;
}

/** `x` for what only the next layer reads, else a name of its own. */
function variablesOf(layers: readonly PlannedLayer[], names: KerasNames): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  layers.forEach(({ definition: { name } }, index) => {
    const readers = layers.flatMap((layer, at) => (layer.definition.from.includes(name) ? [at] : []));
    const isPassedOn = readers.length <= 1 && (readers[0] ?? index + 1) === index + 1;
    variables.set(name, index === 0 ? 'inputs' : isPassedOn ? 'x' : names(name));
  });
  return variables;
}

function layerText(layer: PlannedLayer, names: KerasNames): string {
  const { className, named } = kerasLayer(layer);
  const { weights, definition } = layer;
  const hasName = weights.length > 0 || definition.type.type === 'imageNetMeans';
  return pythonText(callOf({ className, named: { ...named, ...(hasName ? { name: names(definition.name) } : {}) } }));
}

/** What everybody writes without its name goes first. */
const positional: Readonly<Record<string, readonly string[]>> = {
  Dense: ['units'],
  Conv2D: ['filters', 'kernel_size'],
  SeparableConv2D: ['filters', 'kernel_size'],
  DepthwiseConv2D: ['kernel_size'],
  Activation: ['activation'],
  Dropout: ['rate'],
  SpatialDropout2D: ['rate'],
  Rescaling: ['scale'],
  Resizing: ['height', 'width'],
  Reshape: ['target_shape'],
  ZeroPadding2D: ['padding'],
  MaxPooling2D: ['pool_size'],
  AveragePooling2D: ['pool_size'],
  RandomFlip: ['mode'],
  RandomRotation: ['factor'],
  RandomContrast: ['factor'],
  RandomTranslation: ['height_factor', 'width_factor'],
};

function callOf({ className, named }: KerasLayer): PythonCall {
  const first = (positional[className] ?? []).filter((name) => named[name] !== undefined);
  const rest = Object.entries(named).filter(([name]) => !first.includes(name));
  return {
    callee: `layers.${className}`,
    positional: first.map((name) => named[name] ?? null),
    named: Object.fromEntries(rest),
  };
}
