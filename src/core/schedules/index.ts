import { constant } from './constant.js';
import { cosine } from './cosine.js';
import type { ScheduleType } from './schedule.js';
import { step } from './step.js';

/** Every learning-rate schedule that a recipe can name. */
export const scheduleTypes: readonly ScheduleType[] = [constant, cosine, step];

/** The schedule named `type`, or undefined. */
export function scheduleTypeByName(type: string): ScheduleType | undefined {
  return scheduleTypes.find((candidate) => candidate.type === type);
}
