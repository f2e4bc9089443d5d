import { printable } from '../format.js';
import type { LayerRecord } from '../run/events.js';
import { firstWrongLayer, type LayerVote, type LayerVotes, votesOn } from './layerEvidence.js';

/** One layer's vote on an image, with the layer's place. */
export interface TracedVote extends LayerVote {
  /** In the text that was trained, from 1; undefined where the run does not say. */
  readonly line: number | undefined;
  /** From here on all layers are wrong. */
  readonly isWrongFrom: boolean;
}

/** Where an image went wrong. */
export interface ImageTrace {
  /** Printable. */
  readonly sentence: string;
  /** The layer to look at first; undefined where the output is right, or nothing voted. */
  readonly wrongFrom: TracedVote | undefined;
  /** Empty where the layers were not asked. */
  readonly votes: readonly TracedVote[];
}

/** Follows a test image of class `label` through a run's layers. */
export function traceImage(
  votes: LayerVotes,
  image: number,
  label: number,
  layers: readonly Pick<LayerRecord, 'name' | 'line'>[] = [],
): ImageTrace {
  const said = votesOn(votes, image, label);
  const wrong = firstWrongLayer(said)?.layer;
  const traced = said.map(
    (vote): TracedVote => ({
      ...vote,
      line: layers.find(({ name }) => name === vote.layer)?.line,
      isWrongFrom: vote.layer === wrong,
    }),
  );
  const wrongFrom = traced.find(({ isWrongFrom }) => isWrongFrom);
  return { sentence: sentenceOf(traced, wrongFrom), wrongFrom, votes: traced };
}

function sentenceOf(votes: readonly TracedVote[], wrongFrom: TracedVote | undefined): string {
  if (votes.length === 0) return 'The layers were not asked about this image: the training was too short for it.';
  const voting = votes.filter(({ vote }) => vote !== undefined);
  if (wrongFrom !== undefined) {
    const before = voting[voting.indexOf(wrongFrom) - 1];
    return before === undefined
      ? `No layer has it right, from ${printable(wrongFrom.layer)}, the first, on.`
      : `It went wrong at ${printable(wrongFrom.layer)}: ${printable(before.layer)} before it has it right, from there on no layer has.`;
  }
  const firstRight = voting[voting.findLastIndex(({ isRight }) => !isRight) + 1];
  return `It went right: from ${printable(firstRight?.layer ?? '')} on every layer has it.`;
}
