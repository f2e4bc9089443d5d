import { type Dataset, describeDataset, type ImageShape } from '../core/dataset.js';
import type { Recipe } from '../core/definition/definition.js';
import type { Engine } from '../core/engine.js';
import { formatCount } from '../core/format.js';
import { type FrozenPrefix, splitAtFrozenPrefix } from '../core/plan/frozenPrefix.js';
import type { ModelPlan } from '../core/plan/plan.js';
import type { FeaturesReady } from '../core/run/events.js';
import { ModelSession, type VariableValues } from '../core/training/modelSession.js';
import type { Split } from '../core/training/split.js';
import type { TrainingEvent } from '../core/training/trainingOptions.js';
import { type PlannedPhase, trainedParameterCount } from '../core/training/trainingPhases.js';
import type { FeatureCache } from '../features/featureCache.js';
import { StreamedFeatures } from '../features/featureFile.js';
import type { CompleteWeights } from './completeWeights.js';
import { type ProvidedFeatures, provideFeatures } from './provideFeatures.js';
import { requireMemory } from './requireMemory.js';

/** What the sessions of all phases have in common. */
export interface PhaseSessionsOptions {
  readonly engine: Engine;
  readonly recipe: Recipe;
  readonly dataset: Dataset;
  readonly split: Split;
  /** Weights of frozen layers. */
  readonly complete: CompleteWeights;
  readonly cache: FeatureCache;
  /** Features that take less are held in memory; default: what this process may afford. */
  readonly memoryBytes?: number;
  readonly signal: AbortSignal;
}

/** Makes a model ready for its phases, and keeps what is to be let go of in the end. */
export class PhaseSessions {
  readonly #options: PhaseSessionsOptions;
  #opened: ModelSession | undefined;
  #features: ProvidedFeatures | undefined;

  constructor(options: PhaseSessionsOptions) {
    this.#options = options;
  }

  /**
   * A session for a phase, with weights (those of frozen layers may be missing) and with what is to be trained on. Lets go
   * of the session of the phase before. Yields what is told meanwhile; `isKnown`: that the phase has begun was told already.
   * @throws MemoryError, EngineError, FeatureError
   */
  async *open(
    phase: PlannedPhase,
    begin: { readonly firstEpoch: number; readonly weights: VariableValues; readonly isKnown?: boolean },
  ): AsyncGenerator<TrainingEvent, ModelSession, void> {
    const weights = this.#options.complete.of(begin.weights);
    await this.close();
    const cut = splitAtFrozenPrefix(phase.plan);
    const waste = cut === undefined ? frozenInEachStep(phase.plan) : undefined;
    if (isWorthTelling(phase, cut) && begin.isKnown !== true)
      yield {
        type: 'phaseStarted',
        time: Date.now(),
        phase: phase.name,
        firstEpoch: begin.firstEpoch,
        epochs: phase.epochs,
        learningRate: phase.learningRate,
        trainedParameterCount: trainedParameterCount(phase.plan),
      };
    if (waste !== undefined) yield waste;
    if (cut !== undefined) {
      const features = yield* provideFeatures({ ...this.#options, cut, weights });
      this.#features = features;
      if (features.kind !== 'none') return this.#onFeatures(cut, features, weights);
    }
    return this.#onImages(phase.plan, weights);
  }

  /** Lets go of the session at hand, and of its features. */
  async close(): Promise<void> {
    this.#opened?.dispose();
    this.#opened = undefined;
    const features = this.#features;
    this.#features = undefined;
    if (features?.kind === 'file') await features.file.close();
  }

  async #onImages(plan: ModelPlan, weights: VariableValues): Promise<ModelSession> {
    const { dataset } = this.#options;
    const session = await this.#create(plan, weights, 'images');
    await session.loadDataset(dataset);
    return session;
  }

  async #onFeatures(
    { head }: FrozenPrefix,
    features: Exclude<ProvidedFeatures, { readonly kind: 'none' }>,
    weights: VariableValues,
  ): Promise<ModelSession> {
    const { train, test } = this.#options.dataset;
    const labelOf = (image: number) =>
      (image < train.count ? train.labels[image] : test.labels[image - train.count]) ?? 0;
    const isHeld = features.kind === 'memory';
    const session = await this.#create(head, weights, isHeld ? 'features' : 'fed');
    if (features.kind === 'memory')
      await session.loadFeatures(features.values, features.images.map(labelOf), features.rowOf);
    else
      session.streamFeatures(
        new StreamedFeatures(features.file, features.rowOf),
        Int32Array.from({ length: train.count + test.count }, (_, i) => labelOf(i)),
      );
    // The engine has them now.
    if (isHeld) this.#features = undefined;
    return session;
  }

  async #create(
    plan: ModelPlan,
    weights: VariableValues,
    source: 'images' | 'features' | 'fed',
  ): Promise<ModelSession> {
    const { engine, recipe, dataset, split } = this.#options;
    // No step takes more images than there are to train on.
    const batchSize = Math.min(recipe.batchSize, split.train.length);
    const data = source === 'images' ? describeDataset(dataset) : featureData(plan, source, split);
    requireMemory(plan, { ...recipe, batchSize }, data, undefined, engine.describe().id);
    const session = await ModelSession.create(engine, plan, recipe.optimizer, {
      source,
      labelSmoothing: recipe.labelSmoothing ?? 0,
    });
    this.#opened = session;
    await session.initializeFrom(weights);
    return session;
  }
}

/** What an engine holds of features, told as images are: bytes for each, none where they are streamed. */
function featureData({ inputShape }: ModelPlan, source: 'features' | 'fed', { train, validation, test }: Split) {
  const size = inputShape.reduce((product, side) => product * side, 1);
  const imageShape: ImageShape = [1, 1, source === 'features' ? 4 * size : 0];
  return { imageShape, trainCount: train.length + validation.length, testCount: test.length };
}

/** True for a phase that is told of: one of several, or one in which not the whole model is trained. */
export function isWorthTelling(phase: PlannedPhase, cut = splitAtFrozenPrefix(phase.plan)): boolean {
  return phase.name !== 'training' || cut !== undefined || frozenInEachStep(phase.plan) !== undefined;
}

/** Frozen layers that cost something in each step, as what comes before them gives something else each time. */
function frozenInEachStep({ layers }: ModelPlan): FeaturesReady | undefined {
  const changing = layers.find(({ definition }) => definition.type.randomInTraining === true);
  const frozen = layers.filter((layer) => layer.frozen && layer.macs > 0);
  const last = frozen.at(-1);
  if (changing === undefined || last === undefined) return undefined;
  if (layers.indexOf(changing) > layers.indexOf(last)) return undefined;
  const macs = frozen.reduce((sum, layer) => sum + layer.macs, 0);
  const note =
    `The frozen layers up to "${last.definition.name}" are computed anew for every image in every epoch, ` +
    `${formatCount(macs)} multiply–accumulates each time: "${changing.definition.name}" before them gives another image each time.`;
  return {
    type: 'featuresReady',
    time: Date.now(),
    layer: last.definition.name,
    shape: last.outputShape,
    images: 0,
    bytes: 0,
    source: 'eachStep',
    durationMs: 0,
    notes: [note],
  };
}
