/** A class and how probable a model finds it. */
export interface RankedClass {
  readonly index: number;
  readonly name: string;
  /** 0..1; null when the model's output is not a number. */
  readonly probability: number | null;
}

/** Classes by their probability, the most probable first, equally probable ones in their own order. */
export function rankClasses(probabilities: readonly (number | null)[], classNames: readonly string[]): RankedClass[] {
  return classNames
    .map((name, index) => {
      const probability = probabilities[index] ?? null;
      return { index, name, probability: Number.isFinite(probability) ? probability : null };
    })
    .sort((a, b) => (b.probability ?? -1) - (a.probability ?? -1) || a.index - b.index);
}
