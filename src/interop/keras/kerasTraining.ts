import type { Configured } from '../../core/definition/configured.js';
import { ExportError, type ExportSource } from '../exporter.js';
import { type PythonValue, pythonText } from '../python/pythonText.js';
import { snake } from './kerasLayers.js';
import type { KerasNames } from './kerasModel.js';

const monitors: Readonly<Record<string, string>> = {
  loss: 'loss',
  accuracy: 'accuracy',
  validationLoss: 'val_loss',
  validationAccuracy: 'val_accuracy',
};

const optimizers: Readonly<Record<string, string>> = { adam: 'Adam', adamW: 'AdamW', sgd: 'SGD', rmsprop: 'RMSprop' };

/** The function `train`: the recipe, and with a mixup the batches. */
export function kerasTrainingText(source: ExportSource, names: KerasNames, mixup: number | undefined): string {
  const { recipe } = source;
  const isSoft = mixup !== undefined || (recipe.labelSmoothing ?? 0) > 0;
  const loss = isSoft
    ? `keras.losses.CategoricalCrossentropy(label_smoothing=${recipe.labelSmoothing ?? 0})`
    : '"sparse_categorical_crossentropy"';
  const targets = isSoft
    ? `    labels = keras.utils.to_categorical(labels, ${source.plan.classCount})
    validation = (validation[0], keras.utils.to_categorical(validation[1], ${source.plan.classCount}))
`
    : '';
  const data =
    mixup === undefined
      ? `images, labels, batch_size=${recipe.batchSize}`
      : `MixedBatches(images, labels, ${recipe.batchSize})`;
  const { fineTuning } = recipe;
  const isRestored = recipe.callbacks.some(
    ({ type, options }) => type === 'bestCheckpoint' && options.restoreBestWeights,
  );
  const restored = isRestored ? '\n    model.load_weights("best.weights.h5")' : '';
  const phase = (epochs: string, rate: string) => `    steps = -(-len(images) // ${recipe.batchSize}) * ${epochs}
    model.compile(
        ${optimizerText(source, rate)},
        loss=${loss},
        metrics=["accuracy"],
    )
    history = model.fit(
        ${data},
        epochs=${epochs},
        validation_data=validation,
        callbacks=[
${callbackLines(recipe.callbacks)}        ],
    )${restored}`;
  const rate = String(recipe.optimizer.options.learningRate);
  const second =
    fineTuning === undefined
      ? ''
      : `

    # The second phase: these layers are learned too, in smaller steps.
    for name in ${pythonText(unfrozen(source, names))}:
        model.get_layer(name).trainable = True
${phase('fine_tuning_epochs', String(fineTuning.learningRate))}`;
  return `${mixup === undefined ? '' : mixedBatches(mixup)}def train(model, images, labels, validation, epochs=${recipe.epochs}${fineTuning === undefined ? '' : `, fine_tuning_epochs=${fineTuning.epochs}`}):
    """Trains by the run's recipe; \`validation\` is a pair of images and labels. Random numbers are not the run's."""
${targets}${phase('epochs', rate)}${second}
    return history`;
}

function optimizerText({ recipe }: ExportSource, rate: string): string {
  const { type, options } = recipe.optimizer;
  const named: Record<string, PythonValue> = {};
  for (const [option, value] of Object.entries(options))
    if (option !== 'learningRate' && value !== undefined && value !== false && value !== 0)
      named[snake(option)] = value as PythonValue;
  const rest = Object.entries(named).map(([name, value]) => `, ${name}=${pythonText(value)}`);
  return `keras.optimizers.${optimizers[type]}(${rateText(recipe.learningRateSchedule, rate, recipe)}${rest.join('')})`;
}

function rateText({ type, options }: Configured, rate: string, recipe: ExportSource['recipe']): string {
  if (type === 'constant') return rate;
  if (recipe.callbacks.some((callback) => callback.type === 'reduceLearningRateOnPlateau'))
    throw new ExportError('Keras takes a learning-rate schedule or reduceLearningRateOnPlateau, not both together.');
  const perEpoch = `-(-len(images) // ${recipe.batchSize})`;
  if (type === 'step')
    return `keras.optimizers.schedules.ExponentialDecay(${rate}, ${options.everyEpochs} * ${perEpoch}, ${options.factor}, staircase=True)`;
  const { warmupEpochs = 0, warmupFraction = 0, finalFactor = 0 } = options as Record<string, number | undefined>;
  if (warmupEpochs === 0 && warmupFraction === 0)
    return `keras.optimizers.schedules.CosineDecay(${rate}, steps, alpha=${finalFactor})`;
  const warmup = `round(max(${warmupEpochs} * ${perEpoch}, ${warmupFraction} * steps))`;
  return `keras.optimizers.schedules.CosineDecay(
            0.0, max(1, steps - ${warmup}), alpha=${finalFactor}, warmup_target=${rate}, warmup_steps=${warmup}
        )`;
}

function callbackLines(callbacks: readonly Configured[]): string {
  return callbacks.map((callback) => `            ${callbackText(callback)},\n`).join('');
}

function callbackText({ type, options }: Configured): string {
  const { monitor, minLearningRate, ...others } = options as Record<string, PythonValue | undefined>;
  const named: Record<string, PythonValue | undefined> = { monitor: monitors[String(monitor)] };
  for (const [option, value] of Object.entries(others)) if (value !== undefined) named[snake(option)] = value;
  if (type === 'reduceLearningRateOnPlateau')
    return pythonText({ callee: 'keras.callbacks.ReduceLROnPlateau', named: { ...named, min_lr: minLearningRate } });
  if (type === 'earlyStopping') return pythonText({ callee: 'keras.callbacks.EarlyStopping', named });
  // Keras keeps the best weights in a file; who wants them back loads it.
  const kept = { monitor: named.monitor, save_best_only: true, save_weights_only: true };
  return pythonText({ callee: 'keras.callbacks.ModelCheckpoint', positional: ['best.weights.h5'], named: kept });
}

function unfrozen({ plan }: ExportSource, names: KerasNames): readonly string[] {
  return plan.layers
    .filter(({ definition }) => definition.options.trainable === 'fineTuning')
    .map(({ definition }) => names(definition.name));
}

function mixedBatches(alpha: number): string {
  return `class MixedBatches(keras.utils.PyDataset):
    """Batches in random order, each image and its target mixed with the one before it (mixup, Zhang et al. 2018)."""

    def __init__(self, images, targets, batch_size, alpha=${alpha}):
        super().__init__()
        self.images, self.targets, self.batch_size, self.alpha = images, targets, batch_size, alpha
        self.random = np.random.default_rng()
        self.on_epoch_end()

    def __len__(self):
        return -(-len(self.images) // self.batch_size)

    def __getitem__(self, index):
        chosen = self.order[index * self.batch_size : (index + 1) * self.batch_size]
        own = self.random.beta(self.alpha, self.alpha, len(chosen)).astype("float32")
        own = np.maximum(own, 1 - own)

        def mix(values):
            weight = own.reshape(-1, *[1] * (values.ndim - 1))
            return weight * values + (1 - weight) * np.roll(values, 1, axis=0)

        return mix(self.images[chosen].astype("float32")), mix(self.targets[chosen])

    def on_epoch_end(self):
        self.order = self.random.permutation(len(self.images))


`;
}
