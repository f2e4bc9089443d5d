import { printable } from '../core/format.js';
import { definitionDifferences } from '../core/run/definitionDifferences.js';
import type { RunStarted } from '../core/run/events.js';
import { RemoteError } from '../protocol/remoteError.js';
import type { DefinitionFacts } from '../protocol/service.js';
import { readRun } from '../runs/readRun.js';
import { describeDefinition } from './describeDefinition.js';
import type { ServiceHandlers } from './serviceHandlers.js';

/** Describing definitions, one after the other, and comparing those that were trained. */
export const definitionHandlers: Pick<ServiceHandlers, 'describeDefinitions' | 'compareDefinitions'> = {
  async describeDefinitions({ definitions, target }, { signal }) {
    const facts: (DefinitionFacts | null)[] = [];
    for (const definition of definitions) {
      signal.throwIfAborted();
      facts.push(await describeDefinition(definition, target));
      // Other requests get their turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return facts;
  },

  async compareDefinitions({ first, second }) {
    const [one, other] = [await startOf(first), await startOf(second)];
    return definitionDifferences(one, other);
  },
};

async function startOf(folder: string): Promise<RunStarted> {
  const { state, runId } = await readRun(folder);
  if (state.started !== undefined) return state.started;
  throw new RemoteError(`What ${printable(runId)} trained is not known: it never began.`, 'not-started');
}
