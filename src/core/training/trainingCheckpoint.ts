import type { PhaseName } from '../run/events.js';
import type { VariableValues } from './modelSession.js';

/**
 * All that a training needs to go on after an epoch as if it had never been away. Random streams have no place in it: they
 * are counted by seed, epoch and step.
 */
export interface TrainingCheckpoint {
  /** The last finished epoch, from 1. */
  readonly epoch: number;
  /** Steps done since the beginning. */
  readonly step: number;
  /** The learning rate before the schedule's factor. */
  readonly baseLearningRate: number;
  /** A callback has ended the training at this epoch. */
  readonly isStopping: boolean;
  /** Of a training with more than one phase: which one, and what was over when it began. */
  readonly phase?: { readonly name: PhaseName; readonly beginning: { readonly epoch: number; readonly step: number } };
  /** State of each callback, in the recipe's order. */
  readonly callbackStates: readonly unknown[];
  readonly kept: readonly KeptByCallback[];
  /** Weights and statistics, but for those that frozen layers had from the beginning. */
  readonly weights: VariableValues;
  /** What the optimizer remembers. */
  readonly slots: VariableValues;
}

/** Weights as they were at the end of an epoch. */
export interface KeptWeights {
  readonly epoch: number;
  readonly weights: VariableValues;
}

/** What a callback had kept; its place in the recipe counts from 0. */
export interface KeptByCallback extends KeptWeights {
  readonly callback: number;
}
