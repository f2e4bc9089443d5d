/**
 * Multiply–accumulates of a training step's forward pass below which one thread is faster than several: splitting and
 * joining such small products costs more than it brings. Measured on two cores with TensorFlow 2.21 (see CONTRIBUTING).
 */
export const SMALL_STEP_MACS = 64e6;

/**
 * Has TensorFlow use one thread for a small model's steps, and for others no more than `BAKEOFF_CORES` allows, unless the
 * person chose TensorFlow's own number. To be called before the library is loaded: it reads these variables once. A rule,
 * not a measurement at run time: the number of threads decides the last bits of a sum, and a run must be repeatable.
 */
export function budgetThreads(stepMacs: number | undefined, env: NodeJS.ProcessEnv = process.env): void {
  if (env.TF_NUM_INTRAOP_THREADS !== undefined) return;
  const isSmall = stepMacs !== undefined && stepMacs < SMALL_STEP_MACS;
  const threads = isSmall ? 1 : allowedCores(env);
  if (threads === undefined) return;
  env.TF_NUM_INTRAOP_THREADS = String(threads);
  env.TF_NUM_INTEROP_THREADS ??= String(threads);
}

/** Undefined: as many as there are. */
function allowedCores({ BAKEOFF_CORES }: NodeJS.ProcessEnv): number | undefined {
  return /^[1-9]\d{0,3}$/.test(BAKEOFF_CORES ?? '') ? Number(BAKEOFF_CORES) : undefined;
}
