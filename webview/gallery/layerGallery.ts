import { layerChanges } from '../../src/core/evidence/layerEvidence.js';
import { printable } from '../../src/core/format.js';
import type { Focus } from '../../src/protocol/page.js';
import type { RunEvidence } from '../../src/protocol/samples.js';
import { loadingText } from '../inspector/loadingText.js';
import type { Loading } from '../state/pageData.js';
import type { SampledRun } from './galleryModel.js';

/** Test images that one layer of a run loses or gains. */
export type LayerFocus = Extract<Focus, { readonly kind: 'layer' }>;

/** Rows of the images that a layer loses or gains; none where it was not looked at. Of test images a row is a number. */
export function layerRows({ samples }: SampledRun, evidence: RunEvidence, { layer, change }: LayerFocus): Uint32Array {
  const { layers } = evidence.evidence;
  const probe = layers.find(({ name }) => name === layer);
  if (probe === undefined) return new Uint32Array(0);
  const names = layers.map(({ name }) => name);
  const votes = { layers: names, count: evidence.votes.length / Math.max(1, names.length), votes: evidence.votes };
  return Uint32Array.from(layerChanges(votes, probe, samples.labels)[change]);
}

/** `images that conv2 loses` */
export function layerFocusText({ layer, change }: LayerFocus): string {
  return `${change === 'lost' ? 'lost at' : 'gained at'} ${printable(layer)}`;
}

/** What is waited for, or why the images cannot be told; empty when they can. */
export function layerProblem(answer: Loading<RunEvidence> | undefined): string {
  return answer === undefined ? '' : loadingText(answer, 'The layers are being looked at …');
}
