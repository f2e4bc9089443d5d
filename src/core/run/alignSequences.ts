/** A place in a common sequence: an item of the first, of the second, or one of each that belong together. */
export interface AlignedPair<T> {
  readonly first?: T;
  readonly second?: T;
}

/** What two items have to do with each other. */
export interface Likeness<T> {
  /** 0 if they do not belong together, else the higher the more alike; a whole number. */
  of(first: T, second: T): number;
  /** True for two items of which neither is more alike to any other. */
  isSame(first: T, second: T): boolean;
}

/**
 * Aligns two sequences so that the likeness of their pairs is greatest in sum, all in order: a weighted longest common
 * subsequence (Needleman and Wunsch 1970, without a price for gaps). Items between pairs stand alone, the first's before the
 * second's. Takes time and memory by the product of the lengths between
 * the sequences' common beginning and end.
 */
export function alignSequences<T>(
  first: readonly T[],
  second: readonly T[],
  likeness: Likeness<NoInfer<T>>,
): AlignedPair<T>[] {
  const shorter = Math.min(first.length, second.length);
  const isSame = (one: T | undefined, other: T | undefined) =>
    one !== undefined && other !== undefined && likeness.isSame(one, other);
  let head = 0;
  while (head < shorter && isSame(first[head], second[head])) head += 1;
  let tail = 0;
  while (tail < shorter - head && isSame(first.at(-1 - tail), second.at(-1 - tail))) tail += 1;
  const pairOf = (one: T | undefined, other: T | undefined): AlignedPair<T> => ({
    ...(one === undefined ? {} : { first: one }),
    ...(other === undefined ? {} : { second: other }),
  });
  return [
    ...first.slice(0, head).map((item, index) => pairOf(item, second[index])),
    ...alignMiddle(first.slice(head, first.length - tail), second.slice(head, second.length - tail), likeness),
    ...first.slice(first.length - tail).map((item, index) => pairOf(item, second[second.length - tail + index])),
  ];
}

function alignMiddle<T>(first: readonly T[], second: readonly T[], likeness: Likeness<NoInfer<T>>): AlignedPair<T>[] {
  const width = second.length + 1;
  // best[i · width + j]: the greatest sum for what follows item i of the first and item j of the second.
  const best = new Int32Array((first.length + 1) * width);
  const at = (i: number, j: number) => best[i * width + j] ?? 0;
  const together = (i: number, j: number) => {
    const [one, other] = [first[i], second[j]];
    const likenessOfBoth = one === undefined || other === undefined ? 0 : likeness.of(one, other);
    return likenessOfBoth > 0 ? likenessOfBoth + at(i + 1, j + 1) : -1;
  };
  for (let i = first.length - 1; i >= 0; i -= 1)
    for (let j = second.length - 1; j >= 0; j -= 1)
      best[i * width + j] = Math.max(at(i + 1, j), at(i, j + 1), together(i, j));
  const pairs: AlignedPair<T>[] = [];
  let [i, j] = [0, 0];
  while (i < first.length || j < second.length) {
    const [one, other] = [first[i], second[j]];
    if (one !== undefined && other !== undefined && together(i, j) === at(i, j)) {
      pairs.push({ first: one, second: other });
      i += 1;
      j += 1;
    } else if (one !== undefined && (other === undefined || at(i + 1, j) === at(i, j))) {
      pairs.push({ first: one });
      i += 1;
    } else if (other !== undefined) {
      pairs.push({ second: other });
      j += 1;
    }
  }
  return pairs;
}
