import { type Engine, EngineError } from '../../src/core/engine.js';
import { createEngine, engineIds } from '../../src/engines/index.js';

/** An engine that a person could train with, or why this machine cannot run it. */
export type RealEngine =
  | { readonly id: string; readonly engine: Engine }
  | { readonly id: string; readonly skipped: string };

/** Every engine of the registry, tried once; what cannot be loaded says so on stderr. */
export const realEngines: readonly RealEngine[] = engineIds.map((id) => {
  try {
    return { id, engine: createEngine(id) };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    console.error(`skipped: tests of the ${id} engine, as ${error.message}`);
    return { id, skipped: error.message };
  }
});
