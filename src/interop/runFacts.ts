import type { RunState } from '../core/run/state.js';
import type { ExportSource } from './exporter.js';

/** One finished epoch's figures for training or validation; what is not a number is left out. */
export interface EpochFigures {
  readonly epoch: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly train: Readonly<Record<string, number>>;
  readonly validation: Readonly<Record<string, number>>;
}

/** The curves of a run. */
export function epochFigures({ epochs, startTime = 0, lastTime = startTime }: RunState): readonly EpochFigures[] {
  const step = epochs.length === 0 ? 0 : (lastTime - startTime) / epochs.length;
  return epochs.map((point, index) => ({
    epoch: point.epoch,
    time: Math.round(startTime + (index + 1) * step),
    train: numbers({ loss: point.loss, accuracy: point.accuracy, learning_rate: point.learningRate }),
    validation: numbers({ loss: point.validationLoss, accuracy: point.validationAccuracy }),
  }));
}

/** What the test images say. */
export function testFigures({ evaluation }: RunState): Readonly<Record<string, number>> {
  if (evaluation === undefined) return {};
  const { test, logLoss, macro } = evaluation;
  return numbers({ accuracy: test.accuracy, loss: test.loss, log_loss: logLoss, macro_f1: macro.f1 });
}

/** How it was trained: names and values, for people. */
export function runParameters({
  started,
  recipe,
}: Pick<ExportSource, 'started' | 'recipe'>): Readonly<Record<string, string>> {
  const { request, dataset, engine } = started;
  const optimizer = Object.entries(recipe.optimizer.options).filter(([, value]) => value !== undefined);
  return {
    model: started.modelName,
    dataset: dataset.id,
    seed: String(request.seed),
    epochs: String(recipe.epochs),
    batch_size: String(recipe.batchSize),
    optimizer: recipe.optimizer.type,
    ...Object.fromEntries(optimizer.map(([name, value]) => [`optimizer.${name}`, String(value)])),
    learning_rate_schedule: recipe.learningRateSchedule.type,
    label_smoothing: String(recipe.labelSmoothing ?? 0),
    parameters: String(started.parameterCount),
    train_images: String(started.trainCount),
    validation_images: String(started.validationCount),
    engine: engine.id,
  };
}

function numbers(values: Readonly<Record<string, number | null | undefined>>): Record<string, number> {
  const known = Object.entries(values).filter((entry): entry is [string, number] => Number.isFinite(entry[1]));
  return Object.fromEntries(known);
}
