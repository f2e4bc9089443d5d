import { NO_VOTE } from './layerEvidence.js';
import { voteOf } from './ridgeProbe.js';

/** Counts how often a layer's scores are right, and keeps its votes. */
export class VoteCount {
  readonly #votes: Uint16Array;
  readonly #labels: ArrayLike<number>;
  readonly #classCount: number;
  readonly #pair: readonly [number, number] | undefined;
  #voted = 0;
  #right = 0;
  #pairRight = 0;
  pairImages = 0;

  /** `votes`: of all test images, to be filled. */
  constructor(
    votes: Uint16Array,
    labels: ArrayLike<number>,
    classCount: number,
    pair: readonly [number, number] | undefined,
  ) {
    this.#votes = votes;
    this.#labels = labels;
    this.#classCount = classCount;
    this.#pair = pair;
  }

  /** Takes the scores of some images, a row for each. */
  add(images: ArrayLike<number>, scores: ArrayLike<number>): void {
    for (let row = 0; row < images.length; row += 1) {
      const image = images[row] as number;
      const label = this.#labels[image];
      const vote = voteOf(scores, row, this.#classCount);
      this.#votes[image] = vote < 0 ? NO_VOTE : vote;
      this.#voted += 1;
      if (vote === label) this.#right += 1;
      if (this.#pair === undefined || !this.#pair.includes(label ?? -1)) continue;
      const [first, second] = this.#pair.map((of) => scores[row * this.#classCount + of] as number);
      this.pairImages += 1;
      if (((first as number) >= (second as number) ? this.#pair[0] : this.#pair[1]) === label) this.#pairRight += 1;
    }
  }

  get accuracy(): number | null {
    return this.#voted === 0 ? null : this.#right / this.#voted;
  }

  get pairAccuracy(): number | null {
    return this.pairImages === 0 ? null : this.#pairRight / this.pairImages;
  }
}
