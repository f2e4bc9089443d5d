import { defineSchedule } from './schedule.js';

/** The optimizer's own learning rate throughout. */
export const constant = defineSchedule({
  type: 'constant',
  description: 'Leaves the learning rate as the optimizer has it.',
  options: {},
  factor: () => 1,
});
