/**
 * What a trainer's environment has beside this process's: an editor's program runs as Node, and the processor cores that
 * it may use, 0 for the engine's own choice.
 */
export function trainerEnvironment(cores: number): Readonly<Record<string, string | undefined>> {
  return {
    // Means nothing to Node itself.
    ELECTRON_RUN_AS_NODE: '1',
    BAKEOFF_CORES: cores >= 1 ? String(Math.floor(cores)) : undefined,
  };
}

/**
 * Node's own arguments for a trainer: with `BAKEOFF_INSPECT_TRAINER=PORT`, which the launch configuration sets, it waits
 * for a debugger there.
 */
export function trainerArguments(environment: NodeJS.ProcessEnv = process.env): readonly string[] {
  const port = environment.BAKEOFF_INSPECT_TRAINER ?? '';
  return /^\d+$/.test(port) ? [`--inspect-brk=${port}`] : [];
}

/** How long nobody may watch a training that is to end with its window: with `BAKEOFF_WATCH_GRACE_MS` another time than usual, for tests. */
export function watchGrace(environment: NodeJS.ProcessEnv = process.env): { readonly watchGraceMs?: number } {
  const milliseconds = environment.BAKEOFF_WATCH_GRACE_MS ?? '';
  return /^\d{1,7}$/.test(milliseconds) ? { watchGraceMs: Number(milliseconds) } : {};
}
