/** What a run's layers were found to know, on images that the model was not trained on. Stored in the run's folder. */
export interface LayerEvidence {
  readonly version: 1;
  /** Test images that the probes were fitted on; the same ones for every run on the dataset. */
  readonly probeImages: number;
  /** Test images that each probe has voted on: all of them, or those it was fitted on, where time was short. */
  readonly votedImages: number;
  /** The two classes that the model confuses most, by their numbers; absent for a model that confuses none. */
  readonly pair?: readonly [number, number];
  /** In the order of the definition; the last one is the model's output. */
  readonly layers: readonly LayerProbe[];
  /** What it took, and what the training took; the latter is 0 where it was computed later. */
  readonly durationMs: number;
  readonly trainingMs: number;
}

/** What was found at one layer. What could not be had is null. */
export interface LayerProbe {
  /** As the run's `layers` name it; of a part of a backbone `backbone › conv_pw_6`. */
  readonly name: string;
  /** The probed layer that this one builds on, the nearest; null for the first. */
  readonly after: string | null;
  /** Channels of feature maps, numbers of a vector. */
  readonly units: number;
  /** Rows × columns that each unit was averaged over; 1 for a vector, absent in older runs. */
  readonly positions?: number;
  /** Share of the voted images whose class the probe names, 0..1. Of the output layer: of the model itself. */
  readonly accuracy: number | null;
  /** The same among images of `pair`, choosing between the two. */
  readonly pairAccuracy: number | null;
  /** Images of the pair. */
  readonly pairImages: number;
  /** Voted images that the probe of `after` has right and this one wrong, and the other way round. */
  readonly lost: number;
  readonly gained: number;
  /** Units that give the same number everywhere on every probe image: after a ReLU, those that are never above 0. */
  readonly deadUnits: number;
  /** Root of the mean square of the outputs. */
  readonly activationNorm: number | null;
  /** Norm of the loss's gradient with respect to the layer's weights, on the first probe images; null without trained weights. */
  readonly gradientNorm: number | null;
  /** The ridge's penalty for each image; null without a probe. */
  readonly penalty: number | null;
  /** Why there is no probe, for people. */
  readonly note?: string;
}

/** That a run's layers were not looked at, and why. */
export interface SkippedEvidence {
  readonly version: 1;
  readonly skipped: string;
}

/** A vote that was not asked for; one that could not be had. */
export const NOT_ASKED = 0xffff;
export const NO_VOTE = 0xfffe;

/** Layers' votes on test images: one row for each layer, one column for each test image, class numbers. */
export interface LayerVotes {
  readonly layers: readonly string[];
  /** Test images. */
  readonly count: number;
  /** `layers × count`. */
  readonly votes: Uint16Array;
}

/** What one layer takes one image for. */
export interface LayerVote {
  readonly layer: string;
  /** Class number; undefined where there is no vote. */
  readonly vote: number | undefined;
  readonly isRight: boolean;
}

/** What the layers take a test image for, in order; empty where they were not asked. */
export function votesOn({ layers, count, votes }: LayerVotes, image: number, label: number): LayerVote[] {
  if (image >= count) return [];
  const all = layers.map((layer, index) => {
    const value = votes[index * count + image] ?? NOT_ASKED;
    return { layer, vote: value >= NO_VOTE ? undefined : value, isRight: value === label };
  });
  return all.some(({ vote }) => vote !== undefined) ? all : [];
}

/**
 * Where it went wrong: the first layer from which on every layer that votes is wrong, the output too. Undefined where the
 * output is right, or nothing voted.
 */
export function firstWrongLayer(votes: readonly LayerVote[]): LayerVote | undefined {
  const voting = votes.filter(({ vote }) => vote !== undefined);
  return voting[voting.findLastIndex(({ isRight }) => isRight) + 1];
}

/** Which test images a layer's probe has wrong and that of the layer before it right, and the other way round; ascending. */
export function layerChanges(
  { layers, count, votes }: LayerVotes,
  { name, after }: Pick<LayerProbe, 'name' | 'after'>,
  labels: ArrayLike<number>,
): { readonly lost: number[]; readonly gained: number[] } {
  const [own, before] = [layers.indexOf(name), layers.indexOf(after ?? '')];
  const [lost, gained]: [number[], number[]] = [[], []];
  if (own < 0 || before < 0) return { lost, gained };
  for (let image = 0; image < count; image += 1) {
    const [now, then] = [votes[own * count + image], votes[before * count + image]];
    if (now === NOT_ASKED || then === NOT_ASKED) continue;
    const label = labels[image];
    if (then === label && now !== label) lost.push(image);
    else if (then !== label && now === label) gained.push(image);
  }
  return { lost, gained };
}
