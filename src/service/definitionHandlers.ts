import type { DefinitionFacts } from '../protocol/service.js';
import { describeDefinition } from './describeDefinition.js';
import type { ServiceHandlers } from './serviceHandlers.js';

/** Describing definitions, one after the other. */
export const definitionHandlers: Pick<ServiceHandlers, 'describeDefinitions'> = {
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
};
