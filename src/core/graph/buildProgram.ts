import type { SampleShape } from '../layers/layer.js';
import type { ModelPlan } from '../plan/plan.js';
import { buildModel, type ModelVariables, modelVariables } from './buildModel.js';
import { gradCamSignature } from './gradCam.js';
import { gradients } from './gradients.js';
import { BATCH, type GraphNode, type Program, type Signature, type Value, type Variable } from './graph.js';
import { clipByGlobalNorm, clipByNorm } from './ops/clip.js';
import { add } from './ops/elementwise.js';
import { countCorrect, softmaxCrossEntropy } from './ops/loss.js';
import { broadcastLike, mean, sum } from './ops/reduce.js';
import { constant, placeholder } from './ops/source.js';
import { assign } from './ops/update.js';
import { optimizerTypeByName } from './optimizers/index.js';
import type { OptimizerConfig } from './optimizers/optimizer.js';
import { type RowSource, type RowSourceKind, rowFeedNames, rowSource } from './rowSource.js';
import { readState, stateFeed, writeState } from './stateSignatures.js';
import { trainingLoss } from './trainingLoss.js';

/** A model's whole life as signatures over shared variables. */
export interface TrainingProgram {
  readonly program: Program;
  /** Weights and statistics, in the plan's order. */
  readonly weights: readonly Variable[];
  /** What the optimizer remembers of each weight. */
  readonly slots: readonly Variable[];
}

export interface ProgramOptions {
  /** What samples are, and where they come from; default: images that the program holds. */
  readonly source?: RowSourceKind;
  /** Layers whose outputs `activations` gives; default none, and no such signature. */
  readonly activations?: readonly string[];
  /** Layers whose class activation maps `gradCam` gives; default none, and no such signature. */
  readonly maps?: readonly string[];
  /** See `TargetSettings`; default 0. */
  readonly labelSmoothing?: number;
}

/** Placeholder names, as callers feed them. */
export const feedNames = {
  ...rowFeedNames,
  learningRate: 'learningRate',
  step: 'step',
  seed: 'seed',
} as const;

/**
 * Builds the program of a model and its optimizer. Signatures:
 *
 * - `initialize`: feeds each weight by its name; slots become zero.
 * - `loadData`: images uint8 `[n, height, width, channels]` and labels int32 `[n]`, kept for the signatures with indices.
 *   With the source `features`: features float32 `[n, …]` instead of images. With `fed` there is no such signature, and
 *   those with indices take features and labels of the batch instead.
 * - `trainStep`: indices int32 `[b]`, learningRate, step (from 1), seed int32 `[2]` → `loss` (mean, with penalties) and
 *   `correct` (count), before the step moved the weights.
 * - `evaluate`: indices → `lossSum`, `correct`, `penalty` (a scalar to be added to the mean loss).
 * - `predict`: indices → `probabilities [b, classes]` and what `evaluate` gives.
 * - `predictImages`: images uint8 → `probabilities` (only where the source is images).
 * - `readWeights`, `writeWeights`, `readSlots`, `writeSlots`: by variable name (absent where there are no slots).
 * - `activations`: images uint8 → the output of each layer in `options.activations`, by its name (likewise).
 * - `gradCam`: see `gradCamSignature` (likewise).
 */
export function buildProgram(
  plan: ModelPlan,
  optimizer: OptimizerConfig,
  options: ProgramOptions = {},
): TrainingProgram {
  const model = modelVariables(plan);
  const { source = 'images', activations = [], maps = [], labelSmoothing = 0 } = options;
  const data = rowSource(source, plan.inputShape);
  const trainStep = buildTrainStep(plan, model, data, optimizer, labelSmoothing);
  const { slots } = trainStep;
  const signatures: Signature[] = [
    initialize(model.all, slots),
    ...data.load,
    trainStep.signature,
    ...onRows(plan, model, data),
    ...(source === 'images' ? onImages(plan, model, plan.inputShape, activations) : []),
    ...(source === 'images' && maps.length > 0 ? [gradCamSignature(plan, model, maps)] : []),
    readState('readWeights', model.all),
    writeState('writeWeights', model.all),
  ];
  if (slots.length > 0) signatures.push(readState('readSlots', slots), writeState('writeSlots', slots));
  const variables = [...model.all, ...slots, ...data.variables];
  return { program: { variables, signatures }, weights: model.all, slots };
}

function scalarFeed(name: string): Value {
  return placeholder({ name, dtype: 'float32', shape: [] });
}

function buildTrainStep(
  plan: ModelPlan,
  model: ModelVariables,
  data: RowSource,
  optimizer: OptimizerConfig,
  labelSmoothing: number,
): { readonly signature: Signature; readonly slots: readonly Variable[] } {
  const { samples, labels } = data.batch();
  const seed = placeholder({ name: feedNames.seed, dtype: 'int32', shape: [2] });
  const built = buildModel(plan, model, samples, { seed });
  const sampleLoss = trainingLoss(built.logits, labels, { labelSmoothing, mixing: built.mixing });
  const dataLoss = mean(sampleLoss, { axes: [0], keepDimensions: false });
  const loss = built.penalty === undefined ? dataLoss : add(dataLoss, built.penalty);

  const trainable = model.trainable.filter((weight) => built.reads.has(weight));
  const raw = gradients(
    loss,
    trainable.map((weight) => built.read(weight)),
  );
  const { updates, slots } = optimizerUpdates(optimizer, trainable, clipped(raw, optimizer));
  return {
    slots,
    signature: {
      name: 'trainStep',
      outputs: { loss, correct: countCorrect(built.logits, labels) },
      updates: [...updates, ...built.statisticUpdates],
    },
  };
}

/** Keras's `clipnorm` (each gradient by itself) or `global_clipnorm` (all together). */
function clipped(raw: readonly Value[], { options }: OptimizerConfig): readonly Value[] {
  const { clipnorm, globalClipnorm } = options;
  if (typeof clipnorm === 'number') return raw.map((gradient) => clipByNorm(gradient, { maximum: clipnorm }));
  if (typeof globalClipnorm === 'number') return clipByGlobalNorm(raw, { maximum: globalClipnorm });
  return raw;
}

function optimizerUpdates(config: OptimizerConfig, weights: readonly Variable[], weightGradients: readonly Value[]) {
  const type = optimizerTypeByName(config.type);
  const learningRate = scalarFeed(feedNames.learningRate);
  const step = scalarFeed(feedNames.step);
  const slots: Variable[] = [];
  const updates: GraphNode[] = [];
  weights.forEach((weight, index) => {
    const gradient = weightGradients[index];
    if (gradient === undefined) return;
    const own: Record<string, Variable> = {};
    for (const name of type.slots(config.options)) {
      own[name] = { name: `${weight.name}/${name}`, role: 'slot', dtype: 'float32', shape: weight.shape };
      slots.push(own[name]);
    }
    updates.push(...type.update(config.options, { variable: weight, gradient, learningRate, step, slots: own }));
  });
  return { updates, slots };
}

function onRows(plan: ModelPlan, model: ModelVariables, data: RowSource): Signature[] {
  const { samples, labels } = data.batch();
  const { logits, penalty, output } = buildModel(plan, model, samples);
  const measured = {
    lossSum: sum(softmaxCrossEntropy(logits, labels).loss, { axes: [0], keepDimensions: false }),
    correct: countCorrect(logits, labels),
    penalty: penalty ?? constant({ dtype: 'float32', shape: [], data: [0] }),
  };
  return [
    { name: 'evaluate', outputs: measured, updates: [] },
    { name: 'predict', outputs: { ...measured, probabilities: output }, updates: [] },
  ];
}

function onImages(
  plan: ModelPlan,
  model: ModelVariables,
  imageShape: SampleShape,
  activations: readonly string[],
): Signature[] {
  const images = placeholder({ name: feedNames.images, dtype: 'uint8', shape: [BATCH, ...imageShape] });
  const built = buildModel(plan, model, images);
  return [
    { name: 'predictImages', outputs: { probabilities: built.output }, updates: [] },
    ...(activations.length === 0
      ? []
      : [
          {
            name: 'activations',
            outputs: Object.fromEntries(activations.map((name) => [name, built.layerOutput(name)])),
            updates: [],
          },
        ]),
  ];
}

function initialize(weights: readonly Variable[], slots: readonly Variable[]): Signature {
  const zero = constant({ dtype: 'float32', shape: [], data: [0] });
  const fed = new Map(weights.map((weight) => [weight.name, stateFeed(weight)]));
  const zeroSlots = slots.map((slot) => {
    // A slot has its weight's shape and is named `<weight>/<slot>`; the fed weight lends its shape.
    const weight = fed.get(slot.name.slice(0, slot.name.lastIndexOf('/')));
    return assign(weight === undefined ? zero : broadcastLike(zero, weight), { variable: slot });
  });
  const weightUpdates = weights.map((weight) => assign(fed.get(weight.name) ?? zero, { variable: weight }));
  return { name: 'initialize', outputs: {}, updates: [...weightUpdates, ...zeroSlots] };
}
