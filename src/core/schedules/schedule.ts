import type { Configured } from '../definition/configured.js';
import type { OptionSpecs, OptionsOf } from '../definition/option.js';

/** A learning-rate schedule as a definition names it, defaults filled in. */
export type ScheduleConfig = Configured;

/** Where in the training a step stands. */
export interface ScheduleMoment {
  /** Steps done before this one, from 0. */
  readonly step: number;
  readonly stepsPerEpoch: number;
  /** Steps of the whole recipe: `epochs × stepsPerEpoch`. */
  readonly totalSteps: number;
}

export interface ScheduleType<S extends OptionSpecs = OptionSpecs> {
  readonly type: string;
  readonly description: string;
  readonly options: S;
  /** Factor on the optimizer's learning rate, 0..1. */
  factor(options: OptionsOf<S>, moment: ScheduleMoment): number;
}

/** Declares a schedule with its options' types inferred. */
export function defineSchedule<S extends OptionSpecs>(schedule: ScheduleType<S>): ScheduleType<S> {
  return schedule;
}
