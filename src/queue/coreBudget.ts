/** How much of a machine the queue takes. */
export interface CoreBudget {
  /** Trainings at once; 0: none is begun for now. */
  readonly atOnce: number;
  /** Cores for each; 0: the engine's own choice. */
  readonly cores: number;
}

/**
 * Shares a machine's cores among trainings: never more threads than cores, so that no two of them push each other off. One
 * alone has the engine's own choice, so that it gives the bits that it gives outside the queue.
 */
export function coreBudget(asked: { readonly atOnce: number; readonly cores: number }, available: number): CoreBudget {
  const machine = Math.max(1, Math.floor(available));
  const atOnce = Math.min(Math.max(1, Math.floor(asked.atOnce)), machine);
  const share = Math.max(1, Math.floor(machine / atOnce));
  const isOwnChoice = asked.cores < 1;
  if (isOwnChoice) return { atOnce, cores: atOnce === 1 ? 0 : share };
  const cores = Math.min(Math.floor(asked.cores), machine);
  return { atOnce: Math.max(1, Math.min(atOnce, Math.floor(machine / cores))), cores };
}
