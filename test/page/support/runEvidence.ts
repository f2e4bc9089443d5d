import { layerChanges } from '../../../src/core/evidence/layerEvidence.js';
import type { ShownRun } from '../../../src/protocol/page.js';
import type { RunEvidence, SplitSamples } from '../../../src/protocol/samples.js';
import { madeEvidence } from '../../support/madeEvidence.js';

/** Layers that compute nothing are not looked at. */
const HANDING_ON = ['input', 'rescale', 'flatten', 'dropout', 'randomFlip'];

/**
 * What the layers of a run know, made up: an image that the model gets wrong is right up to a layer that follows from its
 * number; of the others every fifth is wrong at the first layer.
 */
export function madeRunEvidence({ state }: ShownRun, samples: SplitSamples): RunEvidence {
  const { labels, predicted, count, classNames } = samples;
  const names = (state.started?.layers ?? []).filter(({ type }) => !HANDING_ON.includes(type)).map(({ name }) => name);
  const last = names.length - 1;
  const voteOf = (layer: number, image: number) => {
    const [label, output] = [labels[image] ?? 0, predicted[image] ?? 0];
    const wrongFrom = image % names.length;
    if (label !== output) return layer < wrongFrom ? label : Math.max(0, output);
    return layer === 0 && last > 0 && image % 5 === 0 ? (label + 1) % classNames.length : label;
  };
  const rows = names.map((_, layer) => Array.from({ length: count }, (__, image) => voteOf(layer, image)));
  const votes = Uint16Array.from(rows.flat());
  const made = madeEvidence(names);
  const layers = made.layers.map((probe, layer) => {
    const changes = layerChanges({ layers: names, count, votes }, probe, labels);
    const right = (rows[layer] ?? []).filter((vote, image) => vote === labels[image]).length;
    return { ...probe, accuracy: right / count, lost: changes.lost.length, gained: changes.gained.length };
  });
  return { evidence: { ...made, votedImages: count, layers }, votes, classNames };
}
