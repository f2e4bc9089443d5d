import type { EpochResult } from '../callbacks/callback.js';
import { evaluatePredictions } from '../metrics/evaluatePredictions.js';
import type { Evaluation, SplitMetrics } from '../metrics/evaluation.js';
import type { BatchesTrained, EpochEnded, RunFailed, RunStopped } from '../run/events.js';
import { scheduleTypeByName } from '../schedules/index.js';
import type { VariableValues } from './modelSession.js';
import { RecipeCallbacks, type Wish } from './recipeCallbacks.js';
import { epochOrder } from './split.js';
import type { KeptWeights, TrainingCheckpoint } from './trainingCheckpoint.js';
import type { TrainingEvent, TrainingOptions } from './trainingOptions.js';

/** Progress is reported at most this often. */
const PROGRESS_INTERVAL_MS = 100;

/**
 * Trains, then evaluates. Yields what happened, the last being `runCompleted`, `runStopped` (the signal was aborted;
 * at most one more step is done) or `runFailed` (the loss is not a finite number any more). The weights are saved in
 * each of the three cases, the best or the latest; an engine's error passes through.
 */
export async function* train(options: TrainingOptions): AsyncGenerator<TrainingEvent, void, void> {
  yield* new TrainingLoop(options).run();
}

class TrainingLoop {
  readonly #options: TrainingOptions;
  readonly #callbacks: RecipeCallbacks;
  #baseRate: number;
  #step = 0;
  /** Figures on the validation images, by the epoch whose weights gave them. */
  readonly #validated = new Map<number, SplitMetrics>();
  /** The epoch whose weights the model has. */
  #epoch = 0;
  /** The weights after the latest step, if they were asked for. */
  #latest: VariableValues | undefined;
  /** The checkpoint that is being written, and why it could not be. */
  #saving: Promise<void> = Promise.resolve();
  #savingFailure: { readonly error: unknown } | undefined;

  constructor(options: TrainingOptions) {
    this.#options = options;
    this.#callbacks = new RecipeCallbacks(options.recipe.callbacks);
    this.#baseRate = Number(options.recipe.optimizer.options.learningRate);
  }

  async *run(): AsyncGenerator<TrainingEvent, void, void> {
    const { recipe, environment, sink, resumeFrom } = this.#options;
    if (resumeFrom !== undefined) await this.#restore(resumeFrom);
    let stopping = resumeFrom?.isStopping ?? false;
    for (let epoch = (resumeFrom?.epoch ?? 0) + 1; epoch <= recipe.epochs && !stopping; epoch += 1) {
      yield { type: 'epochStarted', time: environment.now(), epoch, learningRate: this.#learningRate() };
      const trained = yield* this.#trainEpoch(epoch);
      if (trained.end !== undefined) {
        await this.#saving;
        yield { ...trained.end, ...(await this.#saveLatest()) };
        return;
      }
      const result = await this.#validate(epoch, trained);
      // An epoch is told when the checkpoint of the one before is safe: that is what a crash costs at most.
      await this.#saving;
      const wishes = this.#callbacks.epochEnded(result.forCallbacks);
      const isBest = wishes.some(({ action }) => action.type === 'keepWeights');
      yield { ...result.event, isBest, ...(await this.#hashOf(() => this.#weights())) };
      stopping = yield* this.#obey(wishes, epoch);
      await this.#saveCheckpoint(epoch, stopping);
    }
    await this.#saving;
    yield* this.#obey(this.#callbacks.trainingEnded(), recipe.epochs);
    const weights = await this.#weights();
    await sink.saveWeights(weights);
    const hash = await this.#hashOf(() => weights);
    if (environment.signal.aborted) {
      yield { ...this.#stopped(), ...hash };
      return;
    }
    yield* this.#evaluate();
    yield { type: 'runCompleted', time: environment.now(), durationMs: environment.elapsed(), ...hash };
  }

  async #restore(checkpoint: TrainingCheckpoint): Promise<void> {
    const { session } = this.#options;
    this.#callbacks.restore(checkpoint);
    this.#step = checkpoint.step;
    this.#baseRate = checkpoint.baseLearningRate;
    await session.initializeFrom(checkpoint.weights);
    await session.writeSlots(checkpoint.slots);
  }

  async #saveCheckpoint(epoch: number, isStopping: boolean): Promise<void> {
    const { session, sink } = this.#options;
    const saving = sink.saveCheckpoint?.({
      epoch,
      step: this.#step,
      baseLearningRate: this.#baseRate,
      isStopping,
      ...this.#callbacks.snapshot(),
      weights: await this.#weights(),
      slots: await session.readSlots(),
    });
    // Written while the next epoch is trained; what goes wrong is met there.
    saving?.catch((error: unknown) => {
      this.#savingFailure = { error };
    });
    this.#saving = saving ?? Promise.resolve();
  }

  async *#trainEpoch(epoch: number): AsyncGenerator<TrainingEvent, EpochTraining, void> {
    const { environment, recipe, seed, session, split } = this.#options;
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
    for (let first = 0; first < order.length; first += recipe.batchSize) {
      const batch = order.subarray(first, first + recipe.batchSize);
      const rate = this.#learningRate();
      this.#step += 1;
      this.#latest = undefined;
      const result = await session.trainStep(batch, rate, this.#step, seed);
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
      if (environment.signal.aborted) return finished(this.#stopped());
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
    return { epoch, weights: await this.#weights() };
  }

  async #weights(): Promise<VariableValues> {
    this.#latest ??= await this.#options.session.readWeights();
    return this.#latest;
  }

  /** The event's part that tells weights; they are not read where nobody hashes. */
  async #hashOf(weights: () => VariableValues | Promise<VariableValues>): Promise<{ readonly weightsHash?: string }> {
    const { sink } = this.#options;
    return sink.hashWeights === undefined ? {} : { weightsHash: sink.hashWeights(await weights()) };
  }

  async *#evaluate(): AsyncGenerator<TrainingEvent, void, void> {
    const { environment, session, sink, split, classCount, testLabels } = this.#options;
    const start = environment.elapsed();
    const { probabilities, metrics: test } = await session.predict(split.test);
    await sink.savePredictions(probabilities);
    const validation = this.#validated.get(this.#epoch) ?? (await session.evaluate(split.validation));
    const evaluation: Evaluation = {
      ...evaluatePredictions(probabilities, testLabels, classCount, test.loss),
      train: await session.evaluate(split.train),
      ...(split.validation.length === 0 ? {} : { validation }),
    };
    const durationMs = environment.elapsed() - start;
    yield { type: 'evaluated', time: environment.now(), evaluation, durationMs };
  }

  async #saveLatest(): Promise<{ readonly weightsHash?: string }> {
    const weights = this.#callbacks.keptAt()?.weights ?? (await this.#weights());
    await this.#options.sink.saveWeights(weights);
    return this.#hashOf(() => weights);
  }

  #learningRate(): number {
    const { recipe, split } = this.#options;
    const schedule = scheduleTypeByName(recipe.learningRateSchedule.type);
    const stepsPerEpoch = stepsIn(split.train.length, recipe.batchSize);
    const moment = { step: this.#step, stepsPerEpoch, totalSteps: stepsPerEpoch * recipe.epochs };
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

  #stopped(): RunStopped {
    const reason = String(this.#options.environment.signal.reason ?? 'stopped');
    return {
      type: 'runStopped',
      time: this.#options.environment.now(),
      durationMs: this.#options.environment.elapsed(),
      reason,
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

/** Steps of an epoch; the last may have fewer images. */
export function stepsIn(imageCount: number, batchSize: number): number {
  return Math.ceil(imageCount / batchSize);
}
