import type { PlanTarget } from '../../core/plan/planModel.js';

/** The dataset that is meant where none is named. */
export const DEFAULT_DATASET = 'fashion-mnist';

/** Its images and classes, known without asking for them: shapes are shown before anything is read. */
export const defaultTarget: PlanTarget = { inputShape: [28, 28, 1], classCount: 10 };
