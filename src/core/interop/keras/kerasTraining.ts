import { optimizerTypes } from '../../graph/optimizers/index.js';
import { type Fields, fieldsOf, type KerasReading, told } from './kerasReading.js';
import { camel } from './kerasValues.js';

const types: Readonly<Record<string, string>> = { adam: 'adam', adamw: 'adamW', sgd: 'sgd', rmsprop: 'rmsprop' };

/** What keeps to itself: names, and how Keras does it. */
const silent = new Set(
  'name is_legacy_optimizer jit_compile learning_rate decay ema_momentum ema_overwrite_frequency amsgrad'.split(' '),
);

/** The keys of `training` that a compiled model says, as far as there are words for them. What is lost is only told of. */
export function importTraining(root: Fields, key: string, reading: KerasReading): Fields {
  const compiled = fieldsOf(root[key]);
  if (compiled === undefined) return {};
  const optimizer = optimizerOf(compiled, key, reading);
  const smoothing = smoothingOf(compiled, key, reading);
  return {
    ...(optimizer === undefined ? {} : { optimizer }),
    ...(smoothing === undefined ? {} : { labelSmoothing: smoothing }),
  };
}

function optimizerOf(compiled: Fields, key: string, reading: KerasReading): Fields | undefined {
  const path = [key, 'optimizer'];
  const given = fieldsOf(compiled.optimizer) ?? {};
  const name = typeof compiled.optimizer === 'string' ? compiled.optimizer : given.class_name;
  const type = typeof name === 'string' ? types[name.toLowerCase()] : undefined;
  const found = optimizerTypes.find((each) => each.type === type);
  if (found === undefined) {
    if (name !== undefined)
      reading.warn(
        path,
        'keras-optimizer',
        `The optimizer ${told(name)} is left out; there are ${Object.values(types).join(', ')}.`,
      );
    return undefined;
  }
  const config = fieldsOf(given.config) ?? {};
  const options: Record<string, unknown> = {};
  const rate = config.learning_rate;
  if (typeof rate === 'number') options.learningRate = Number(rate.toPrecision(7));
  else if (rate !== undefined)
    reading.warn(
      [...path, 'config', 'learning_rate'],
      'keras-schedule',
      'The schedule of the learning rate is left out.',
    );
  for (const [keyOf, value] of Object.entries(config)) {
    const option = camel(keyOf);
    const spec = Object.hasOwn(found.options, option) ? found.options[option] : undefined;
    if (spec !== undefined && option !== 'learningRate' && value !== null && value !== false) {
      if (JSON.stringify(value) !== JSON.stringify(spec.default)) options[option] = value;
    } else if (spec === undefined && !silent.has(keyOf) && value !== null && value !== false)
      reading.warn([...path, 'config', keyOf], 'keras-optimizer', `${told(keyOf)} of the optimizer is left out.`);
    else if (keyOf === 'amsgrad' && value === true)
      reading.warn([...path, 'config', keyOf], 'keras-optimizer', 'amsgrad of the optimizer is left out.');
  }
  return { type: found.type, ...options };
}

function smoothingOf(compiled: Fields, key: string, reading: KerasReading): number | undefined {
  const { loss } = compiled;
  const given = fieldsOf(loss);
  const name = typeof loss === 'string' ? loss : given?.class_name;
  if (name === undefined || name === null) return undefined;
  if (!/^(sparse_?)?categorical_?crossentropy$/i.test(String(name))) {
    const message = `The loss ${told(name)} is left out: models are trained by the cross-entropy of their classes.`;
    reading.warn([key, 'loss'], 'keras-loss', message);
    return undefined;
  }
  const smoothing = fieldsOf(given?.config)?.label_smoothing;
  return typeof smoothing === 'number' && smoothing > 0 ? smoothing : undefined;
}
