import type { EpochEnded, PhaseStarted, RunEvent } from '../../src/core/run/events.js';
import { evaluationOf, runStarted, START_TIME } from './runEvents.js';

/** A run in two phases: a head for at most 3 epochs, ended after 2 of them, then 2 epochs of fine-tuning. */
export function twoPhases(): RunEvent[] {
  const start = runStarted();
  let time = START_TIME;
  const later = () => {
    time += 1000;
    return time;
  };
  const phase = (name: PhaseStarted['phase'], firstEpoch: number, epochs: number): RunEvent => ({
    type: 'phaseStarted',
    time: later(),
    phase: name,
    firstEpoch,
    epochs,
    learningRate: name === 'head' ? 1e-3 : 1e-4,
    trainedParameterCount: name === 'head' ? 5_130 : 2_100_000,
  });
  const ready = (layer: string, shape: readonly number[]): RunEvent => {
    const bytes = 2 * 804 * shape.reduce((product, size) => product * size, 1);
    const facts = { source: 'computed' as const, durationMs: 900, notes: [] };
    return { type: 'featuresReady', time: later(), layer, shape, images: 804, bytes, ...facts };
  };
  const epoch = (number: number, isBest: boolean): RunEvent[] => {
    const figures: Omit<EpochEnded, 'type' | 'time'> = {
      epoch: number,
      learningRate: 1e-3,
      loss: 1 / number,
      accuracy: 1 - 1 / (number + 2),
      validationLoss: 1 / number + 0.1,
      validationAccuracy: 1 - 1 / (number + 1),
      trainDurationMs: 700,
      durationMs: 800,
      isBest,
    };
    return [
      { type: 'epochStarted', time: later(), epoch: number, learningRate: 1e-3 },
      { type: 'epochEnded', time: later(), ...figures },
    ];
  };
  return [
    { ...start, recipe: { ...start.recipe, fineTuning: { epochs: 2, learningRate: 1e-4 } } },
    phase('head', 1, 3),
    { type: 'featuresComputed', time: later(), done: 100, total: 804 },
    ready('pool', [512]),
    ...epoch(1, true),
    ...epoch(2, false),
    { type: 'earlyStopped', time: later(), epoch: 2, reason: 'No better for 1 epoch.' },
    { type: 'bestWeightsRestored', time: later(), epoch: 1, monitor: 'validationLoss', value: 1.1 },
    phase('fineTuning', 3, 2),
    ready('deep', [6, 6, 512]),
    ...epoch(3, true),
    ...epoch(4, true),
    { type: 'bestWeightsRestored', time: later(), epoch: 4, monitor: 'validationLoss', value: 0.35 },
    { type: 'evaluated', time: later(), evaluation: evaluationOf(), durationMs: 100 },
    { type: 'runCompleted', time: later(), durationMs: 20_000 },
  ];
}
