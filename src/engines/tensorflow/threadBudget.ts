/**
 * Multiply–accumulates of a training step's forward pass below which one thread is faster than several: splitting and
 * joining such small products costs more than it brings. Measured on two cores with TensorFlow 2.21 (see CONTRIBUTING).
 */
export const SMALL_STEP_MACS = 64e6;

/**
 * Has TensorFlow use one thread for a small model's steps, unless the person chose a number. To be called before the
 * library is loaded: it reads these variables once. A rule, not a measurement at run time: the number of threads decides
 * the last bits of a sum, and a run must be repeatable.
 */
export function budgetThreads(stepMacs: number | undefined, env: NodeJS.ProcessEnv = process.env): void {
  if (stepMacs === undefined || stepMacs >= SMALL_STEP_MACS || env.TF_NUM_INTRAOP_THREADS !== undefined) return;
  env.TF_NUM_INTRAOP_THREADS = '1';
  env.TF_NUM_INTEROP_THREADS ??= '1';
}
