import { kerasClassOf } from '../../core/interop/keras/kerasClasses.js';
import { layerTypeByName } from '../../core/layers/index.js';
import type { PlannedLayer } from '../../core/plan/plan.js';
import type { PythonCall, PythonValue } from '../python/pythonText.js';

/** A layer as Keras constructs it: arguments by Keras's names, those left out that have Keras's default. */
export interface KerasLayer {
  readonly className: string;
  readonly named: Readonly<Record<string, PythonValue | undefined>>;
}

/** What a layer is in Keras. `mixup` is none: it changes targets too. @throws RangeError for it and for what has no class. */
export function kerasLayer({ definition, inputShapes }: PlannedLayer): KerasLayer {
  const { type, options } = definition;
  switch (type.type) {
    case 'activation':
      return kerasActivationLayer(String(options.activation), options.alpha as number | undefined);
    case 'randomErasing': {
      // Keras draws the probability from the range; ours is one.
      const { rate, fillValue, scale, valueRange } = options as Record<string, PythonValue>;
      const filled = fillValue === 'random' ? null : fillValue;
      return {
        className: 'RandomErasing',
        named: { factor: [rate ?? 0, rate ?? 0], scale, fill_value: filled, value_range: valueRange },
      };
    }
    case 'imageNetMeans':
      // A 1 × 1 convolution that turns the channels round and takes the means away; its weights are `imageNetWeights`.
      return { className: 'Conv2D', named: { filters: inputShapes[0]?.at(-1) ?? 3, kernel_size: 1, trainable: false } };
    default: {
      const className = kerasClassOf[type.type];
      if (className === undefined) throw new RangeError(`Keras has no class for ${type.type}`);
      return { className, named: argumentsOf(type.type, options) };
    }
  }
}

/** The activation layer; softmax and others by name, those with a parameter as layers of their own. */
function kerasActivationLayer(name: string, alpha: number | undefined): KerasLayer {
  if (name === 'leakyRelu') return { className: 'LeakyReLU', named: { negative_slope: alpha ?? 0.2 } };
  if (name === 'elu' && alpha !== undefined) return { className: 'ELU', named: { alpha } };
  return { className: 'Activation', named: { activation: kerasActivation(name) } };
}

/** An activation as an argument: Keras's name, or the function that the exported program has of its own. */
export function kerasActivation(name: string): PythonValue {
  if (name === 'geluTanh') return { callee: 'gelu_tanh' };
  return { swish: 'silu', leakyRelu: 'leaky_relu' }[name] ?? name;
}

function argumentsOf(typeName: string, options: Readonly<Record<string, unknown>>): KerasLayer['named'] {
  const specs = layerTypeByName(typeName).options;
  const named: Record<string, PythonValue | undefined> = {};
  for (const [option, spec] of Object.entries(specs)) {
    const value = options[option];
    // Keras has no default for a pool's size.
    const isDefault = option !== 'poolSize' && JSON.stringify(value) === JSON.stringify(spec.default);
    if (value === undefined || isDefault) continue;
    const [name, converted] = argumentOf(option, value);
    named[name] = converted;
  }
  return named;
}

function argumentOf(option: string, value: unknown): [string, PythonValue] {
  if (option === 'activation') return ['activation', kerasActivation(String(value))];
  // Layers for the second phase begin frozen.
  if (option === 'trainable') return ['trainable', false];
  if (option.endsWith('Regularizer')) return [snake(option), regularizer(value as { l1: number; l2: number })];
  const isWord = typeof value === 'string' && !/^(same|valid)$/.test(value);
  return [snake(option), isWord ? snake(value) : shortened(option, value as PythonValue)];
}

/** Pairs of equal numbers as one, where Keras means the same by it. */
function shortened(option: string, value: PythonValue): PythonValue {
  const isPair = Array.isArray(value) && value.length === 2 && value[0] === value[1] && typeof value[0] === 'number';
  return isPair && /^(kernelSize|strides|dilationRate|poolSize)$/.test(option) ? (value[0] as number) : value;
}

function regularizer({ l1, l2 }: { readonly l1: number; readonly l2: number }): PythonCall {
  return {
    callee: 'keras.regularizers.L1L2',
    named: { ...(l1 === 0 ? {} : { l1 }), ...(l2 === 0 ? {} : { l2 }) },
  };
}

/** `kernelSize` as `kernel_size`, `glorotUniform` as `glorot_uniform`. */
export function snake(name: string): string {
  return name.replace(/(?<=[a-z])([A-Z]|\d)/g, '_$1').toLowerCase();
}
