import { constant } from './constant.js';
import { cosine } from './cosine.js';
import type { ScheduleType } from './schedule.js';
import { step } from './step.js';

/** Every learning-rate schedule that a recipe can name. */
export const scheduleTypes: readonly ScheduleType[] = [constant, cosine, step];

/** The schedule of that name. @throws RangeError when there is none: a definition that was read has only known names. */
export function scheduleTypeByName(type: string): ScheduleType {
  const found = scheduleTypes.find((candidate) => candidate.type === type);
  if (found === undefined) throw new RangeError(`unknown schedule "${type}"`);
  return found;
}
