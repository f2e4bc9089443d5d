import type { EpochResult } from '../callbacks/callback.js';
import type { SplitMetrics } from '../metrics/evaluation.js';
import type { BatchesTrained, EpochEnded, RunFailed, RunStopped } from '../run/events.js';
import { scheduleTypeByName } from '../schedules/index.js';
import { hashOf, stoppedEvent } from './endings.js';
import type { ModelSession, VariableValues } from './modelSession.js';
import { RecipeCallbacks, type Wish } from './recipeCallbacks.js';
import { epochOrder, stepsIn } from './split.js';
import type { KeptWeights, TrainingCheckpoint } from './trainingCheckpoint.js';
import type { PhaseSettings, TrainingEvent, TrainingOptions } from './trainingOptions.js';

/** Progress is reported at most this often. */
const PROGRESS_INTERVAL_MS = 100;

/** How far a training has come: epochs and steps that are over, counted through all phases. */
export interface TrainingMoment {
  readonly epoch: number;
  readonly step: number;
}

/** One phase, and what it begins with. */
export interface PhaseLoopOptions extends Omit<TrainingOptions, 'phase' | 'next' | 'resumeFrom'> {
  readonly session: ModelSession;
  readonly phase: PhaseSettings;
  /** Where the phase begins; on a resumption, where it began. */
  readonly beginning: TrainingMoment;
  /** A checkpoint of this phase. */
  readonly resumeFrom?: TrainingCheckpoint | undefined;
}

/** Trains the epochs of one phase. Callbacks, schedule and the optimizer's memory are the phase's own. */
export class PhaseLoop {
  readonly #options: PhaseLoopOptions;
  readonly #callbacks: RecipeCallbacks;
  #baseRate: number;
  /** Steps since the first phase began. */
  #step: number;
  /** Figures on the validation images, by the epoch whose weights gave them. */
  readonly #validated = new Map<number, SplitMetrics>();
  /** The epoch whose weights the model has, and the last one that was trained. */
  #epoch: number;
  #trained: number;
  /** The weights after the latest step, if they were asked for. */
  #latest: VariableValues | undefined;
  /** The checkpoint that is being written, and why it could not be. */
  #saving: Promise<void> = Promise.resolve();
  #savingFailure: { readonly error: unknown } | undefined;

  constructor(options: PhaseLoopOptions) {
    this.#options = options;
    this.#callbacks = new RecipeCallbacks(options.recipe.callbacks);
    this.#baseRate = options.phase.learningRate;
    this.#step = options.beginning.step;
    this.#epoch = options.beginning.epoch;
    this.#trained = options.beginning.epoch;
  }

  /** Ends with true when the epochs are over, the best weights back; with false when the run has ended on the way. */
  async *run(): AsyncGenerator<TrainingEvent, boolean, void> {
    const { phase, beginning, environment, resumeFrom } = this.#options;
    if (resumeFrom !== undefined) await this.#restore(resumeFrom);
    const last = beginning.epoch + phase.epochs;
    let stopping = resumeFrom?.isStopping ?? false;
    for (let epoch = this.#trained + 1; epoch <= last && !stopping; epoch += 1) {
      yield { type: 'epochStarted', time: environment.now(), epoch, learningRate: this.#learningRate() };
      const trained = yield* this.#trainEpoch(epoch);
      if (trained.end !== undefined) {
        await this.#saving;
        yield { ...trained.end, ...(await this.#saveLatest()) };
        return false;
      }
      const result = await this.#validate(epoch, trained);
      // An epoch is told when the checkpoint of the one before is safe: that is what a crash costs at most.
      await this.#saving;
      const wishes = this.#callbacks.epochEnded(result.forCallbacks);
      const isBest = wishes.some(({ action }) => action.type === 'keepWeights');
      yield { ...result.event, isBest, ...(await hashOf(this.#options.sink, () => this.weights())) };
      stopping = yield* this.#obey(wishes, epoch);
      await this.#saveCheckpoint(epoch, stopping);
    }
    await this.#saving;
    yield* this.#obey(this.#callbacks.trainingEnded(), last);
    return true;
  }

  /** Where the training stands. */
  get moment(): TrainingMoment {
    return { epoch: this.#trained, step: this.#step };
  }

  /** Figures of the model as it is on the validation images, if they are known. */
  get validated(): SplitMetrics | undefined {
    return this.#validated.get(this.#epoch);
  }

  async weights(): Promise<VariableValues> {
    this.#latest ??= await this.#options.session.readWeights();
    return this.#latest;
  }

  async #restore(checkpoint: TrainingCheckpoint): Promise<void> {
    const { session } = this.#options;
    this.#callbacks.restore(checkpoint);
    this.#step = checkpoint.step;
    this.#epoch = checkpoint.epoch;
    this.#trained = checkpoint.epoch;
    this.#baseRate = checkpoint.baseLearningRate;
    await session.initializeFrom(checkpoint.weights);
    await session.writeSlots(checkpoint.slots);
  }

  async #saveCheckpoint(epoch: number, isStopping: boolean): Promise<void> {
    const { session, sink, phase, beginning } = this.#options;
    const saving = sink.saveCheckpoint?.({
      epoch,
      step: this.#step,
      baseLearningRate: this.#baseRate,
      isStopping,
      ...(phase.name === 'training' ? {} : { phase: { name: phase.name, beginning } }),
      ...this.#callbacks.snapshot(),
      weights: await this.weights(),
      slots: await session.readSlots(),
    });
    // Written while the next epoch is trained; what goes wrong is met there.
    saving?.catch((error: unknown) => {
      this.#savingFailure = { error };
    });
    this.#saving = saving ?? Promise.resolve();
  }

  async *#trainEpoch(epoch: number): AsyncGenerator<TrainingEvent, EpochTraining, void> {
    const { beginning, environment, recipe, seed, session, split } = this.#options;
    const order = epochOrder(split.train, seed, epoch);
    const start = environment.elapsed();
    let [lossSum, correct, done, reported] = [0, 0, 0, start];
    const finished = (end?: RunFailed | RunStopped): EpochTraining => ({
      loss: lossSum / Math.max(1, done),
      accuracy: correct / Math.max(1, done),
      startedAt: start,
      trainDurationMs: environment.elapsed() - start,
      ...(end === undefined ? {} : { end }),
    });
    const batchAt = (first: number) => order.subarray(first, first + recipe.batchSize);
    for (let first = 0; first < order.length; first += recipe.batchSize) {
      const batch = batchAt(first);
      const rate = this.#learningRate();
      this.#step += 1;
      this.#latest = undefined;
      const training = session.trainStep(batch, rate, this.#step - beginning.step, seed, this.#step);
      session.expect(batchAt(first + recipe.batchSize));
      const result = await training;
      lossSum += result.loss * batch.length;
      correct += result.correct;
      done += batch.length;
      if (!Number.isFinite(result.loss)) return finished(this.#diverged(epoch, result.loss, rate));
      const now = environment.elapsed();
      if (now - reported >= PROGRESS_INTERVAL_MS) {
        reported = now;
        yield this.#progress(epoch, first / recipe.batchSize + 1, lossSum / done, correct / done, done, now - start);
      }
      await environment.breathe();
      if (this.#savingFailure !== undefined) throw this.#savingFailure.error;
      if (environment.signal.aborted) return finished(stoppedEvent(environment));
    }
    return finished();
  }

  async #validate(epoch: number, trained: EpochTraining) {
    const { environment, session, split } = this.#options;
    const learningRate = this.#learningRate();
    const figures = { epoch, loss: trained.loss, accuracy: trained.accuracy };
    const validation = split.validation.length === 0 ? undefined : await session.evaluate(split.validation);
    if (validation !== undefined) this.#validated.set(epoch, validation);
    this.#epoch = epoch;
    this.#trained = epoch;
    const watched =
      validation === undefined ? {} : { validationLoss: validation.loss, validationAccuracy: validation.accuracy };
    const event: Omit<EpochEnded, 'isBest'> = {
      type: 'epochEnded',
      time: environment.now(),
      ...figures,
      learningRate,
      ...watched,
      trainDurationMs: trained.trainDurationMs,
      durationMs: environment.elapsed() - trained.startedAt,
    };
    const forCallbacks: EpochResult = { ...figures, learningRate: this.#baseRate, ...watched };
    return { event, forCallbacks };
  }

  /** Does what callbacks want; true if training should end. */
  async *#obey(wishes: readonly Wish[], epoch: number): AsyncGenerator<TrainingEvent, boolean, void> {
    const { environment, session } = this.#options;
    let stop = false;
    for (const { callback, action } of wishes) {
      const time = environment.now();
      switch (action.type) {
        case 'stop':
          stop = true;
          yield { type: 'earlyStopped', time, epoch, reason: action.reason };
          break;
        case 'setLearningRate': {
          const from = this.#baseRate;
          this.#baseRate = action.learningRate;
          yield { type: 'learningRateReduced', time, epoch, from, to: action.learningRate, reason: action.reason };
          break;
        }
        case 'keepWeights':
          this.#callbacks.keep(callback, await this.#keep(epoch));
          break;
        case 'restoreWeights': {
          const kept = this.#callbacks.keptBy(callback);
          if (kept?.epoch !== action.epoch) break;
          await session.writeWeights(kept.weights);
          this.#latest = undefined;
          this.#epoch = kept.epoch;
          const { monitor, value } = action;
          yield { type: 'bestWeightsRestored', time, epoch: action.epoch, monitor, value };
          break;
        }
      }
    }
    return stop;
  }

  /** A copy of the weights as they are, which the next checkpoint holds too; one for all callbacks that ask in the same epoch. */
  async #keep(epoch: number): Promise<KeptWeights> {
    const known = this.#callbacks.keptAt(epoch);
    if (known !== undefined) return known;
    return { epoch, weights: await this.weights() };
  }

  async #saveLatest(): Promise<{ readonly weightsHash?: string }> {
    const weights = this.#callbacks.keptAt()?.weights ?? (await this.weights());
    await this.#options.sink.saveWeights(weights);
    return hashOf(this.#options.sink, () => weights);
  }

  #learningRate(): number {
    const { recipe, split, phase, beginning } = this.#options;
    const schedule = scheduleTypeByName(recipe.learningRateSchedule.type);
    const stepsPerEpoch = stepsIn(split.train.length, recipe.batchSize);
    const step = this.#step - beginning.step;
    const moment = { step, stepsPerEpoch, totalSteps: stepsPerEpoch * phase.epochs };
    return this.#baseRate * schedule.factor(recipe.learningRateSchedule.options, moment);
  }

  #progress(
    epoch: number,
    step: number,
    loss: number,
    accuracy: number,
    images: number,
    elapsedMs: number,
  ): BatchesTrained {
    const samplesPerSecond = images / (elapsedMs / 1000);
    return {
      type: 'batchesTrained',
      time: this.#options.environment.now(),
      epoch,
      step,
      loss,
      accuracy,
      samplesPerSecond,
    };
  }

  #diverged(epoch: number, loss: number, learningRate: number): RunFailed {
    return {
      type: 'runFailed',
      time: this.#options.environment.now(),
      durationMs: this.#options.environment.elapsed(),
      code: 'loss-not-finite',
      message:
        `The loss became ${loss} in epoch ${epoch}, step ${this.#step}, at learning rate ${learningRate}: the weights grew ` +
        'without bound. Lower the learning rate, add "globalClipnorm": 1 to the optimizer, or normalize (rescale, batchNormalization).',
    };
  }
}

interface EpochTraining {
  readonly loss: number;
  readonly accuracy: number;
  readonly startedAt: number;
  readonly trainDurationMs: number;
  /** The epoch did not come to its end, for this reason. */
  readonly end?: RunFailed | RunStopped;
}
