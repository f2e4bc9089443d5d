import { evaluatePredictions } from '../metrics/evaluatePredictions.js';
import type { Evaluation } from '../metrics/evaluation.js';
import { hashOf, stoppedEvent } from './endings.js';
import type { ModelSession } from './modelSession.js';
import type { PhaseSettings, TrainingEvent, TrainingOptions } from './trainingOptions.js';
import { PhaseLoop, type TrainingMoment } from './trainPhase.js';

/**
 * Trains, then evaluates. Yields what happened, the last being `runCompleted`, `runStopped` (the signal was aborted;
 * at most one more step is done) or `runFailed` (the loss is not a finite number any more). The weights are saved in
 * each of the three cases, the best or the latest; an engine's error passes through. A second phase begins with the
 * weights that the first one ended with, its best ones where a callback restores them.
 */
export async function* train(options: TrainingOptions): AsyncGenerator<TrainingEvent, void, void> {
  const { environment, recipe } = options;
  let phase: PhaseSettings = options.phase ?? {
    name: 'training',
    epochs: recipe.epochs,
    learningRate: Number(recipe.optimizer.options.learningRate),
  };
  let { session, next, resumeFrom } = options;
  let beginning: TrainingMoment = resumeFrom?.phase?.beginning ?? { epoch: 0, step: 0 };
  for (;;) {
    const loop = new PhaseLoop({ ...options, session, phase, beginning, resumeFrom });
    if (!(yield* loop.run())) return;
    if (next === undefined || environment.signal.aborted) return yield* conclude(options, session, loop);
    beginning = loop.moment;
    const weights = await loop.weights();
    try {
      session = yield* next.open({ firstEpoch: beginning.epoch + 1, weights });
    } catch (error) {
      if (!environment.signal.aborted) throw error;
      // Stopped while the phase was made ready: what the one before it has learned is kept.
      await options.sink.saveWeights(weights);
      yield { ...stoppedEvent(environment), ...(await hashOf(options.sink, () => weights)) };
      return;
    }
    phase = next;
    next = undefined;
    resumeFrom = undefined;
  }
}

async function* conclude(
  options: TrainingOptions,
  session: ModelSession,
  loop: PhaseLoop,
): AsyncGenerator<TrainingEvent, void, void> {
  const { environment, sink } = options;
  const weights = await loop.weights();
  await sink.saveWeights(weights);
  const hash = await hashOf(sink, () => weights);
  if (environment.signal.aborted) {
    yield { ...stoppedEvent(environment), ...hash };
    return;
  }
  yield* evaluate(options, session, loop);
  yield { type: 'runCompleted', time: environment.now(), durationMs: environment.elapsed(), ...hash };
}

async function* evaluate(
  { environment, sink, split, classCount, testLabels }: TrainingOptions,
  session: ModelSession,
  loop: PhaseLoop,
): AsyncGenerator<TrainingEvent, void, void> {
  const start = environment.elapsed();
  const { probabilities, metrics: test } = await session.predict(split.test);
  // From features it is only the head that was asked.
  const predicting = session.isOnImages ? { predictionDurationMs: environment.elapsed() - start } : {};
  await sink.savePredictions(probabilities);
  const validation = loop.validated ?? (await session.evaluate(split.validation));
  const evaluation: Evaluation = {
    ...evaluatePredictions(probabilities, testLabels, classCount, test.loss),
    train: await session.evaluate(split.train),
    ...(split.validation.length === 0 ? {} : { validation }),
  };
  const durationMs = environment.elapsed() - start;
  yield { type: 'evaluated', time: environment.now(), evaluation, durationMs, ...predicting };
}
