import { activationNames } from '../../layers/activationChoice.js';
import { initializerNames } from '../../layers/initializer.js';
import { type Fields, fieldsOf, told } from './kerasReading.js';

/** A value of Keras's in a definition's words, or in `problem` why it has none; `loss`: near enough, but not the same. */
export type Converted<T> =
  | { readonly value: T }
  | { readonly problem: string }
  | { readonly value: T; readonly loss: string };

const activations: Readonly<Record<string, string>> = {
  silu: 'swish',
  leaky_relu: 'leakyRelu',
  // The function of programs that are exported from here.
  gelu_tanh: 'geluTanh',
};

/** An activation, by its name, or as Keras 3 writes functions of one's own. */
export function convertActivation(value: unknown): Converted<string> {
  const fields = fieldsOf(value);
  const given = value === null ? 'linear' : fields?.class_name === 'function' ? fields.config : value;
  // A function of one's own is called by its package, then its name.
  const plain = typeof given === 'string' ? given.replace(/^model_bakeoff>/, '') : undefined;
  const name = plain === undefined ? undefined : Object.hasOwn(activations, plain) ? activations[plain] : plain;
  if (name !== undefined && (activationNames as readonly string[]).includes(name)) return { value: name };
  if (fields !== undefined && typeof given !== 'string')
    return { problem: `the activation ${told(fields.class_name)} with options of its own; make it a layer` };
  return { problem: `the activation ${told(given)}; there are ${activationNames.join(', ')}` };
}

/** What Keras takes where nothing is said: then, and only then, the name alone says it all. */
const usual: Readonly<Record<string, Fields>> = {
  RandomUniform: { minval: -0.05, maxval: 0.05 },
  RandomNormal: { mean: 0, stddev: 0.05 },
  TruncatedNormal: { mean: 0, stddev: 0.05 },
};

const scaled: Readonly<Record<string, string>> = {
  '1 fan_avg uniform': 'glorotUniform',
  '1 fan_avg truncated_normal': 'glorotNormal',
  '1 fan_avg normal': 'glorotNormal',
  '2 fan_in uniform': 'heUniform',
  '2 fan_in truncated_normal': 'heNormal',
  '2 fan_in normal': 'heNormal',
  '1 fan_in uniform': 'lecunUniform',
  '1 fan_in truncated_normal': 'lecunNormal',
  '1 fan_in normal': 'lecunNormal',
};

/** Initial values, as far as there is a name for them; they decide neither shapes nor, with weights, what is predicted. */
export function convertInitializer(value: unknown, ours: string): Converted<string> {
  const { class_name: className, config } = fieldsOf(value) ?? {};
  const options = fieldsOf(config) ?? {};
  const named = typeof value === 'string' ? camel(value) : typeof className === 'string' ? lowerFirst(className) : '';
  const lost: Converted<string> = { value: ours, loss: `initial values of ${told(value)}; it gets ${ours}` };
  if (className === 'VarianceScaling') {
    const known = scaled[`${options.scale} ${options.mode} ${options.distribution}`];
    return known === undefined ? lost : { value: known };
  }
  if (className === 'Constant' && (options.value === 0 || options.value === 1))
    return { value: options.value === 0 ? 'zeros' : 'ones' };
  if (!(initializerNames as readonly string[]).includes(named)) return lost;
  const expected = usual[String(className)] ?? {};
  const isUsual = Object.entries(expected).every(([key, number]) => (options[key] ?? number) === number);
  return isUsual
    ? { value: named }
    : { value: named, loss: `initial values of ${told(options)}; it gets those of ${named}` };
}

/** A penalty; nothing where there is none. */
export function convertRegularizer(value: unknown): Converted<Fields | undefined> {
  if (value === null) return { value: undefined };
  const { class_name: className, config } = fieldsOf(value) ?? {};
  const { l1 = 0, l2 = 0 } = fieldsOf(config) ?? {};
  const isKnown = typeof className === 'string' && /^L1L2$|^L1$|^L2$/i.test(className);
  const numbers = [l1, l2].map((each) => each ?? 0);
  if (!isKnown || !numbers.every((each) => typeof each === 'number')) return { problem: `the penalty ${told(value)}` };
  const given = Object.entries({ l1: numbers[0], l2: numbers[1] }).filter(([, number]) => number !== 0);
  return { value: given.length === 0 ? undefined : Object.fromEntries(given) };
}

/** `glorot_uniform` as `glorotUniform`, `beta_1` as `beta1`. */
export function camel(text: string): string {
  return text.replace(/_([a-z0-9])/g, (_, character: string) => character.toUpperCase());
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
