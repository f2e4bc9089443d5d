import type { JsonPath } from '../../definition/option.js';
import { layerTypeByName } from '../../layers/index.js';
import { kerasClassOf } from './kerasClasses.js';
import type { KerasNode } from './kerasGraph.js';
import { type Fields, type KerasReading, told } from './kerasReading.js';
import { type Converted, camel, convertActivation, convertInitializer, convertRegularizer } from './kerasValues.js';
import { specialLayers } from './specialLayers.js';

/** A layer in a definition's words: its type, and the options that are not as usual. */
export interface ImportedLayer {
  readonly type: string;
  readonly options: Fields;
  /** The axis that is normalized, counted with the batch: to be the last one, which only shapes tell. */
  readonly axis?: number;
}

const typeOf = new Map(Object.entries(kerasClassOf).map(([type, className]) => [className, type]));

/** Names of classes as they were in Keras 1 and in operations on tensors. */
const otherNames: Readonly<Record<string, string>> = {
  MaxPool2D: 'MaxPooling2D',
  AvgPool2D: 'AveragePooling2D',
  Convolution2D: 'Conv2D',
};

/** What says nothing of what a layer does. */
const silent = new Set(
  'name dtype batch_input_shape batch_shape input_shape build_config autocast seed sparse ragged trainable data_format axis value_range rng_type kernel_initializer fused renorm_clipping renorm_momentum'.split(
    ' ',
  ),
);

/** What a definition has no word for, with the value by which it does nothing. */
const neutral: Readonly<Record<string, unknown>> = {
  groups: 1,
  interpolation: 'bilinear',
  fill_mode: 'constant',
  fill_value: 0,
};

/** Layers that are random in training, and those that normalize by the batch: what is called with `training` differs for them. */
const dependsOnTraining = (type: string) =>
  type === 'batchNormalization' || layerTypeByName(type).randomInTraining === true;

/** The layer in a definition's words; undefined where it has none, which is reported, each with its place. */
export function importLayer(node: KerasNode, reading: KerasReading): ImportedLayer | undefined {
  const className = otherNames[node.className] ?? node.className;
  const special = specialLayers[className]?.(node.config);
  if (typeof special === 'string') {
    reading.refuse(node.path, 'keras-option', `"${told(node.name)}", ${className}: ${special}.`);
    return undefined;
  }
  if (special !== undefined) return special;
  const type = typeOf.get(className);
  if (type === undefined) {
    const why =
      className === 'Lambda' ? 'holds Python code, which is not run' : 'is no layer that a definition could name';
    reading.refuse([...node.path, 'class_name'], 'keras-layer', `"${told(node.name)}": ${told(className)} ${why}.`);
    return undefined;
  }
  noteTraining(node, type, reading);
  const options = optionsOf(node, type, reading);
  const axis = axisOf(node, type, reading);
  return { type, options, ...(axis === undefined ? {} : { axis }) };
}

function optionsOf(node: KerasNode, type: string, reading: KerasReading): Fields {
  const { options: specs } = layerTypeByName(type);
  const options: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node.config)) {
    const option = camel(key);
    const path = [...node.path, 'config', key];
    const spec = Object.hasOwn(specs, option) ? specs[option] : undefined;
    if (key === 'trainable' && spec !== undefined) {
      if (value === false) options.trainable = false;
    } else if (key === 'data_format' && value === 'channels_first') {
      reading.refuse(path, 'keras-channels', `"${told(node.name)}" has its channels first; here they are last.`);
    } else if (spec === undefined) {
      noteUnknown(node, { key, value, path, isKnown: silent.has(key) }, reading);
    } else if (value !== null || key === 'activation') {
      const converted = convert(key, value, spec.default);
      if ('problem' in converted)
        reading.refuse(path, 'keras-option', `"${told(node.name)}" has ${converted.problem}.`);
      else {
        if ('loss' in converted) reading.warn(path, 'keras-initializer', `"${told(node.name)}" has ${converted.loss}.`);
        if (!isDefault(option, converted.value, spec.default)) options[option] = shortened(option, converted.value);
      }
    }
  }
  // Here a window steps by its own size where nothing else is said.
  if (JSON.stringify(options.strides) === JSON.stringify(options.poolSize) && 'poolSize' in specs)
    delete options.strides;
  if ('poolSize' in specs && isDefault('strides', node.config.strides, node.config.pool_size)) delete options.strides;
  return options;
}

function convert(key: string, value: unknown, ours: unknown): Converted<unknown> {
  if (key === 'activation') return convertActivation(value);
  if (key.endsWith('_initializer')) return convertInitializer(value, String(ours));
  if (key.endsWith('_regularizer')) return convertRegularizer(value);
  if (key === 'scale' || key === 'offset') return sameNumber(value, key);
  return { value: typeof value === 'string' ? camel(value) : value };
}

/** Keras takes a number for each channel; here there is one for all. */
function sameNumber(value: unknown, key: string): Converted<unknown> {
  if (!Array.isArray(value)) return { value };
  const [first] = value;
  return value.every((each) => each === first) && value.length > 0
    ? { value: first }
    : { problem: `another ${key} for each channel, ${told(value)}; here there is one for all` };
}

function noteUnknown(
  node: KerasNode,
  { key, value, path, isKnown }: { key: string; value: unknown; path: JsonPath; isKnown: boolean },
  reading: KerasReading,
): void {
  const isNothing = value === null || value === false || value === 'None';
  if (isKnown || isNothing || (Object.hasOwn(neutral, key) && neutral[key] === value)) return;
  const name = told(node.name);
  if (/_(constraint|regularizer)$/.test(key))
    reading.warn(path, 'keras-left-out', `"${name}" has ${told(key)}, which is left out: it works in training alone.`);
  else
    reading.refuse(
      path,
      'keras-option',
      `"${name}" has ${told(key)} = ${told(value)}, which no ${told(node.className)} has here.`,
    );
}

/** Layers may be called so that they always, or never, behave as in training. */
function noteTraining({ name, path, training, config }: KerasNode, type: string, reading: KerasReading): void {
  if (training === undefined || !dependsOnTraining(type)) return;
  // A frozen layer normalizes by its stored statistics anyhow.
  if (!training && type === 'batchNormalization' && config.trainable === false) return;
  const message = training
    ? `"${told(name)}" behaves as in training also when it predicts; here it will not.`
    : `"${told(name)}" never behaves as in training; here it will${type === 'batchNormalization' ? ', unless it is frozen ("trainable": false)' : ''}.`;
  reading.warn([...path, 'inbound_nodes'], 'keras-training', message);
}

function axisOf(node: KerasNode, type: string, reading: KerasReading): number | undefined {
  if (type !== 'batchNormalization' && type !== 'layerNormalization') return undefined;
  const given = node.config.axis ?? -1;
  const [axis, ...others] = Array.isArray(given) ? given : [given];
  if (others.length === 0 && Number.isInteger(axis)) return axis === -1 ? undefined : Number(axis);
  const message = `"${told(node.name)}" normalizes over the axes ${told(given)}; here it is the last one alone.`;
  reading.refuse([...node.path, 'config', 'axis'], 'keras-axis', message);
  return undefined;
}

function isDefault(option: string, value: unknown, ours: unknown): boolean {
  if (value === undefined || option === 'poolSize') return value === undefined;
  return JSON.stringify(value) === JSON.stringify(ours);
}

/** Pairs of equal numbers as one. */
function shortened(option: string, value: unknown): unknown {
  const isPair = Array.isArray(value) && value.length === 2 && value[0] === value[1] && typeof value[0] === 'number';
  return isPair && /^(kernelSize|strides|dilationRate|poolSize)$/.test(option) ? value[0] : value;
}
