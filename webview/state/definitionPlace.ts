import type { ShownRun } from '../../src/protocol/page.js';

/** Where the definition of a run says what it answers: its output layer. */
export function definitionPlace({ runId, state }: ShownRun): { readonly runId: string; readonly layer?: string } {
  const output = state.started?.layers.at(-1);
  return output === undefined ? { runId } : { runId, layer: output.name };
}
