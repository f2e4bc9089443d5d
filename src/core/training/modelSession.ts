import type { Dataset, LabelledImages } from '../dataset.js';
import type { Engine, Session, TensorData } from '../engine.js';
import { buildProgram, feedNames, type ProgramOptions, type TrainingProgram } from '../graph/buildProgram.js';
import { gradCamFeeds } from '../graph/gradCam.js';
import type { Variable } from '../graph/graph.js';
import type { OptimizerConfig } from '../graph/optimizers/optimizer.js';
import { initialize } from '../layers/initialize.js';
import type { SplitMetrics } from '../metrics/evaluation.js';
import type { ModelPlan } from '../plan/plan.js';
import { requireValues } from './requireValues.js';
import { type FeatureReader, feedByIndex, feedFeatures, type RowFeed } from './rowFeed.js';

/** Values of variables by name. */
export type VariableValues = Readonly<Record<string, TensorData>>;

/** What one training step reports. */
export interface StepResult {
  /** Mean over the batch, with penalties, before the step. */
  readonly loss: number;
  /** Images of the batch that were classified right before the step. */
  readonly correct: number;
}

/** Activations of one forward pass should stay below this, so that a big model does not need a big machine. */
const ACTIVATION_BUDGET_BYTES = 128 * 2 ** 20;
const LARGEST_EVALUATION_BATCH = 1000;

/** A model made ready on an engine: its program's signatures as typed calls. Calls must not overlap. */
export class ModelSession {
  readonly #plan: ModelPlan;
  readonly #session: Session;
  readonly #program: TrainingProgram;
  readonly #evaluationBatch: number;
  #feed: RowFeed = feedByIndex();
  #reader: FeatureReader | undefined;
  #isOnImages = true;

  private constructor(plan: ModelPlan, session: Session, program: TrainingProgram) {
    this.#plan = plan;
    this.#session = session;
    this.#program = program;
    this.#evaluationBatch = evaluationBatch(plan);
  }

  /** Builds the program and has the engine load it. @throws EngineError */
  static async create(
    engine: Engine,
    plan: ModelPlan,
    optimizer: OptimizerConfig,
    options: ProgramOptions = {},
  ): Promise<ModelSession> {
    const program = buildProgram(plan, optimizer, options);
    return new ModelSession(plan, await engine.createSession(program.program), program);
  }

  /** Weights and statistics, in the plan's order. */
  get weights(): readonly Variable[] {
    return this.#program.weights;
  }

  /** False where it computes from features: its calls then take less than the whole model does. */
  get isOnImages(): boolean {
    return this.#isOnImages;
  }

  /** Draws the initial weights from `seed`; forgets what the optimizer remembered. */
  async initialize(seed: number): Promise<void> {
    await this.#session.run('initialize', initialWeights(this.#plan, seed));
  }

  /** Starts from given weights; forgets what the optimizer remembered. @throws ValuesMismatchError */
  async initializeFrom(weights: VariableValues): Promise<void> {
    await this.#session.run('initialize', requireValues(this.#program.weights, weights));
  }

  /** Hands over the images that indices refer to: the dataset's training images, then its test images. */
  async loadDataset(dataset: Dataset): Promise<void> {
    const { train, test, imageShape } = dataset;
    const images = concatenated(train, test);
    const labels = new Int32Array(train.count + test.count);
    labels.set(train.labels);
    labels.set(test.labels, train.count);
    await this.#session.run('loadData', {
      [feedNames.images]: { dtype: 'uint8', shape: [labels.length, ...imageShape], data: images },
      [feedNames.labels]: { dtype: 'int32', shape: [labels.length], data: labels },
    });
  }

  /**
   * Hands over the features that indices refer to, for the source `features`: row by row, with a label for each. `rowOf`
   * has the row of each of the dataset's images.
   */
  async loadFeatures(features: Float32Array, labels: Int32Array, rowOf: Int32Array): Promise<void> {
    const shape = [labels.length, ...this.#plan.inputShape];
    await this.#session.run('loadData', {
      [feedNames.features]: { dtype: 'float32', shape, data: features },
      [feedNames.labels]: vector(labels),
    });
    this.#feed = feedByIndex(rowOf);
    this.#isOnImages = false;
  }

  /** Has each call bring its features from `reader`, for the source `fed`. `labels`: of each of the dataset's images. */
  streamFeatures(reader: FeatureReader, labels: ArrayLike<number>): void {
    this.#reader = reader;
    this.#isOnImages = false;
    this.#feed = feedFeatures(reader, this.#plan.inputShape, labels);
  }

  /**
   * One step on the images at `indices`; `step` counts from 1 since the optimizer began. `draw` counts what is random;
   * by default the same.
   */
  async trainStep(
    indices: Int32Array,
    learningRate: number,
    step: number,
    seed: number,
    draw = step,
  ): Promise<StepResult> {
    const outputs = await this.#session.run('trainStep', {
      ...(await this.#feed(indices)),
      [feedNames.learningRate]: scalar(learningRate),
      [feedNames.step]: scalar(step),
      [feedNames.seed]: vector(Int32Array.of(seed, draw)),
    });
    return { loss: numberAt(outputs, 'loss'), correct: numberAt(outputs, 'correct') };
  }

  /** Says which images come next, so that features that must be read can be read meanwhile. */
  expect(indices: Int32Array): void {
    this.#reader?.expect(indices);
  }

  /** Mean loss (with penalties, as in training) and accuracy on the images at `indices`; both 0 for none. */
  async evaluate(indices: Int32Array): Promise<SplitMetrics> {
    const total = new SplitTotal();
    for (const batch of this.#batches(indices))
      total.add(batch.length, await this.#session.run('evaluate', await this.#feed(batch)));
    return total.metrics();
  }

  /** Class probabilities `[indices.length, classes]` of the images at `indices`, and what `evaluate` gives. */
  async predict(
    indices: Int32Array,
  ): Promise<{ readonly probabilities: Float32Array; readonly metrics: SplitMetrics }> {
    const probabilities = new Float32Array(indices.length * this.#plan.classCount);
    const total = new SplitTotal();
    for (const batch of this.#batches(indices)) {
      const outputs = await this.#session.run('predict', await this.#feed(batch));
      probabilities.set(outputs.probabilities?.data ?? [], total.count * this.#plan.classCount);
      total.add(batch.length, outputs);
    }
    return { probabilities, metrics: total.metrics() };
  }

  /** Class probabilities of images given as bytes. */
  async predictImages(images: Uint8Array, count: number): Promise<Float32Array> {
    const outputs = await this.#session.run('predictImages', { [feedNames.images]: this.#imageFeed(images, count) });
    return outputs.probabilities?.data as Float32Array;
  }

  /** Outputs `[count, …]` of the layers in `ProgramOptions.activations`, by their names, of images given as bytes. */
  async activations(images: Uint8Array, count: number): Promise<Readonly<Record<string, TensorData>>> {
    return this.#session.run('activations', { [feedNames.images]: this.#imageFeed(images, count) });
  }

  /**
   * Class activation maps `[count, rows, columns]` of the layers in `ProgramOptions.maps`, by `mapOutput`, and `probabilities`,
   * of images given as bytes. `classWeights` `[count, classes]`: of each class's logit in the score.
   */
  async gradCam(
    images: Uint8Array,
    count: number,
    classWeights: Float32Array,
  ): Promise<Readonly<Record<string, TensorData>>> {
    return this.#session.run('gradCam', {
      [gradCamFeeds.images]: this.#imageFeed(images, count),
      [gradCamFeeds.classWeights]: { dtype: 'float32', shape: [count, this.#plan.classCount], data: classWeights },
    });
  }

  async readWeights(): Promise<VariableValues> {
    return inOrder(this.#program.weights, await this.#session.run('readWeights', {}));
  }

  async writeWeights(weights: VariableValues): Promise<void> {
    await this.#session.run('writeWeights', requireValues(this.#program.weights, weights));
  }

  /** What the optimizer remembers; empty for one that remembers nothing. */
  async readSlots(): Promise<VariableValues> {
    const { slots } = this.#program;
    return slots.length === 0 ? {} : inOrder(slots, await this.#session.run('readSlots', {}));
  }

  async writeSlots(slots: VariableValues): Promise<void> {
    const own = this.#program.slots;
    if (own.length > 0) await this.#session.run('writeSlots', requireValues(own, slots));
  }

  dispose(): void {
    this.#session.dispose();
  }

  *#batches(indices: Int32Array): Generator<Int32Array> {
    for (let start = 0; start < indices.length; start += this.#evaluationBatch)
      yield indices.subarray(start, start + this.#evaluationBatch);
  }

  #imageFeed(images: Uint8Array, count: number): TensorData {
    return { dtype: 'uint8', shape: [count, ...this.#plan.inputShape], data: images };
  }
}

/** Adds up batches of one split. */
class SplitTotal {
  count = 0;
  #lossSum = 0;
  #correct = 0;
  #penalty = 0;

  add(count: number, outputs: Record<string, TensorData>): void {
    this.count += count;
    this.#lossSum += numberAt(outputs, 'lossSum');
    this.#correct += numberAt(outputs, 'correct');
    this.#penalty = numberAt(outputs, 'penalty');
  }

  metrics(): SplitMetrics {
    const images = Math.max(1, this.count);
    return { count: this.count, loss: this.#lossSum / images + this.#penalty, accuracy: this.#correct / images };
  }
}

/** Initial values of every weight of a plan, each drawn from a random stream of its own. */
export function initialWeights(plan: ModelPlan, seed: number): VariableValues {
  const values: Record<string, TensorData> = {};
  for (const layer of plan.layers)
    for (const spec of layer.weights) {
      const name = `${layer.definition.name}/${spec.name}`;
      values[name] = { dtype: 'float32', shape: spec.shape, data: initialize(spec, seed, name) };
    }
  return values;
}

/** Engines answer in any order; on disk the plan's order is kept. */
function inOrder(variables: readonly Variable[], values: VariableValues): VariableValues {
  return Object.fromEntries(
    variables.flatMap(({ name }) => (values[name] === undefined ? [] : [[name, values[name]]])),
  );
}

/** Images that are sent through a model at once, so that what its layers give stays within a budget. */
export function evaluationBatch(plan: ModelPlan): number {
  const sizes = plan.layers.map((layer) => layer.outputShape.reduce((product, size) => product * size, 1));
  const bytesPerImage = 4 * Math.max(1, ...sizes) * 4;
  const affordable = Math.floor(ACTIVATION_BUDGET_BYTES / bytesPerImage);
  return Math.min(LARGEST_EVALUATION_BATCH, Math.max(1, affordable));
}

function concatenated(train: LabelledImages, test: LabelledImages): Uint8Array {
  const images = new Uint8Array(train.images.length + test.images.length);
  images.set(train.images);
  images.set(test.images, train.images.length);
  return images;
}

function vector(data: Int32Array): TensorData {
  return { dtype: 'int32', shape: [data.length], data };
}

function scalar(value: number): TensorData {
  return { dtype: 'float32', shape: [], data: Float32Array.of(value) };
}

function numberAt(outputs: Record<string, TensorData>, name: string): number {
  return outputs[name]?.data[0] ?? Number.NaN;
}
