import type { Callback, CallbackAction, EpochResult } from '../callbacks/callback.js';
import { callbackTypeByName } from '../callbacks/index.js';
import type { Recipe } from '../definition/definition.js';
import { evaluatePredictions } from '../metrics/evaluatePredictions.js';
import type { Evaluation } from '../metrics/evaluation.js';
import type { BatchesTrained, EpochEnded, RunEvent } from '../run/events.js';
import { scheduleTypeByName } from '../schedules/index.js';
import type { ModelSession, VariableValues } from './modelSession.js';
import { epochOrder, type Split } from './split.js';

/** What the loop needs of the outside world. */
export interface TrainingEnvironment {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds since the process began; never goes back. */
  elapsed(): number;
  /** Lets messages arrive; called after each step. */
  breathe(): Promise<void>;
  readonly signal: StopSignal;
}

/** The part of an `AbortSignal` that the loop reads. */
export interface StopSignal {
  readonly aborted: boolean;
  readonly reason?: unknown;
}

/** Where a training leaves what is too big for an event. Every call has ended when the loop goes on. */
export interface TrainingSink {
  /** The best weights so far, at the end of `epoch`. */
  saveBestWeights(weights: VariableValues, epoch: number): Promise<void>;
  /** The weights that the model ends with. */
  saveWeights(weights: VariableValues): Promise<void>;
  /** Class probabilities of all test images, `[count, classes]`. */
  savePredictions(probabilities: Float32Array): Promise<void>;
}

export interface TrainingOptions {
  /** Initialized, with the dataset loaded. */
  readonly session: ModelSession;
  readonly recipe: Recipe;
  readonly seed: number;
  readonly split: Split;
  readonly classCount: number;
  /** True classes of the test images. */
  readonly testLabels: ArrayLike<number>;
  readonly environment: TrainingEnvironment;
  readonly sink: TrainingSink;
}

/** Events between `runStarted` and the final one, which say how the run ended. */
export type TrainingEvent = Exclude<RunEvent, { readonly type: 'runStarted' }>;

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
  readonly #callbacks: readonly Callback[];
  #baseRate: number;
  #step = 0;
  /** What each callback had kept: two may watch different figures. */
  readonly #kept = new Map<Callback, KeptWeights>();

  constructor(options: TrainingOptions) {
    this.#options = options;
    this.#callbacks = options.recipe.callbacks.map(({ type, options: own }) => callbackTypeByName(type).create(own));
    this.#baseRate = Number(options.recipe.optimizer.options.learningRate);
  }

  async *run(): AsyncGenerator<TrainingEvent, void, void> {
    const { recipe, environment, sink, session } = this.#options;
    let stopping = false;
    for (let epoch = 1; epoch <= recipe.epochs && !stopping; epoch += 1) {
      yield { type: 'epochStarted', time: environment.now(), epoch, learningRate: this.#learningRate() };
      const trained = yield* this.#trainEpoch(epoch);
      if (trained.end !== undefined) {
        await this.#saveLatest();
        yield trained.end;
        return;
      }
      const result = await this.#validate(epoch, trained);
      const actions = this.#ask((callback) => callback.epochEnded(result.forCallbacks));
      yield { ...result.event, isBest: actions.some(({ action }) => action.type === 'keepWeights') };
      stopping = yield* this.#obey(actions, epoch);
    }
    const closing = this.#ask((callback) => callback.trainingEnded());
    yield* this.#obey(closing, recipe.epochs);
    await sink.saveWeights(await session.readWeights());
    if (environment.signal.aborted) {
      yield this.#stopped();
      return;
    }
    yield* this.#evaluate();
    yield { type: 'runCompleted', time: environment.now(), durationMs: environment.elapsed() };
  }

  async *#trainEpoch(epoch: number): AsyncGenerator<TrainingEvent, EpochTraining, void> {
    const { environment, recipe, seed, session, split } = this.#options;
    const order = epochOrder(split.train, seed, epoch);
    const start = environment.elapsed();
    let [lossSum, correct, done, reported] = [0, 0, 0, start];
    const finished = (end?: TrainingEvent): EpochTraining => ({
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
      if (environment.signal.aborted) return finished(this.#stopped());
    }
    return finished();
  }

  async #validate(epoch: number, trained: EpochTraining) {
    const { environment, session, split } = this.#options;
    const learningRate = this.#learningRate();
    const figures = { epoch, loss: trained.loss, accuracy: trained.accuracy };
    const validation = split.validation.length === 0 ? undefined : await session.evaluate(split.validation);
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

  #ask(question: (callback: Callback) => readonly CallbackAction[]): readonly Wish[] {
    return this.#callbacks.flatMap((callback) => question(callback).map((action) => ({ callback, action })));
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
          this.#kept.set(callback, await this.#keep(epoch));
          break;
        case 'restoreWeights': {
          const kept = this.#kept.get(callback);
          if (kept?.epoch !== action.epoch) break;
          await session.writeWeights(kept.weights);
          const { monitor, value } = action;
          yield { type: 'bestWeightsRestored', time, epoch: action.epoch, monitor, value };
          break;
        }
      }
    }
    return stop;
  }

  /** A copy of the weights as they are, also on disk; one for all callbacks that ask in the same epoch. */
  async #keep(epoch: number): Promise<KeptWeights> {
    const known = [...this.#kept.values()].find((kept) => kept.epoch === epoch);
    if (known !== undefined) return known;
    const { session, sink } = this.#options;
    const weights = await session.readWeights();
    await sink.saveBestWeights(weights, epoch);
    return { epoch, weights };
  }

  async *#evaluate(): AsyncGenerator<TrainingEvent, void, void> {
    const { environment, session, sink, split, classCount, testLabels } = this.#options;
    const start = environment.elapsed();
    const { probabilities, metrics: test } = await session.predict(split.test);
    await sink.savePredictions(probabilities);
    const evaluation: Evaluation = {
      ...evaluatePredictions(probabilities, testLabels, classCount, test.loss),
      train: await session.evaluate(split.train),
      ...(split.validation.length === 0 ? {} : { validation: await session.evaluate(split.validation) }),
    };
    const durationMs = environment.elapsed() - start;
    yield { type: 'evaluated', time: environment.now(), evaluation, durationMs };
  }

  async #saveLatest(): Promise<void> {
    const { session, sink } = this.#options;
    const [kept] = this.#kept.values();
    await sink.saveWeights(kept?.weights ?? (await session.readWeights()));
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

  #diverged(epoch: number, loss: number, learningRate: number): TrainingEvent {
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

  #stopped(): TrainingEvent {
    const reason = String(this.#options.environment.signal.reason ?? 'stopped');
    return {
      type: 'runStopped',
      time: this.#options.environment.now(),
      durationMs: this.#options.environment.elapsed(),
      reason,
    };
  }
}

interface Wish {
  readonly callback: Callback;
  readonly action: CallbackAction;
}

interface KeptWeights {
  readonly epoch: number;
  readonly weights: VariableValues;
}

interface EpochTraining {
  readonly loss: number;
  readonly accuracy: number;
  readonly startedAt: number;
  readonly trainDurationMs: number;
  /** The epoch did not come to its end, for this reason. */
  readonly end?: TrainingEvent;
}

/** Steps of an epoch; the last may have fewer images. */
export function stepsIn(imageCount: number, batchSize: number): number {
  return Math.ceil(imageCount / batchSize);
}
