import type { EngineDescription } from '../engine.js';
import type { RunStarted } from './events.js';

/** What may make other bits of the same training: engine, versions, threads, instruction sets; as sentences. */
export function differences(then: RunStarted, now: Pick<RunStarted, 'engine' | 'versions'>): string[] {
  const was = factsOf(then.engine, then.versions);
  const is = factsOf(now.engine, now.versions);
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((fact) => was.get(fact) !== is.get(fact))
    .map((fact) => `${fact}: ${is.get(fact) ?? 'none'}; the run began with ${was.get(fact) ?? 'none'}`);
}

function factsOf(engine: EngineDescription, versions: Readonly<Record<string, string>>): Map<string, string> {
  return new Map([
    ['engine', engine.id],
    ...Object.entries(engine.versions),
    ['threads', String(engine.threads)],
    ['instruction sets', engine.instructionSets.join(' ')],
    ...Object.entries(versions),
  ]);
}
