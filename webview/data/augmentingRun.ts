import type { ShownRun } from '../../src/protocol/page.js';

/** Layers that change images in training. Behind a layer that computes they change other things, which is told later. */
const AUGMENTS = /^(random[A-Z]|mixup$)/;

/** The first of the shown runs on the same images as that run whose definition may change them in training. */
export function augmentingRun(runs: readonly ShownRun[], runId: string): ShownRun | undefined {
  const checksum = runs.find((run) => run.runId === runId)?.state.started?.dataset.checksum;
  if (checksum === undefined) return undefined;
  return runs.find(({ state: { started } }) => {
    return started?.dataset.checksum === checksum && started.layers.some(({ type }) => AUGMENTS.test(type));
  });
}
