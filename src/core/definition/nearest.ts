/**
 * The candidate that was probably meant, for "did you mean": the one with the least Damerau–Levenshtein distance
 * (optimal string alignment, case ignored), if that is at most a third of the word's length and at least one edit.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > 60) return undefined;
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) > limit) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase(), limit);
    if (distance <= limit && (best === undefined || distance < best.distance)) best = { candidate, distance };
  }
  return best?.candidate;
}

/** The distance, or something above `limit` as soon as it is known to exceed it. */
function editDistance(a: string, b: string, limit: number): number {
  const width = b.length + 1;
  const table = new Uint8Array((a.length + 1) * width);
  for (let i = 0; i <= a.length; i += 1) table[i * width] = Math.min(i, 255);
  for (let j = 0; j <= b.length; j += 1) table[j] = Math.min(j, 255);
  const at = (i: number, j: number) => table[i * width + j] ?? 255;
  let previousLeast = 0;
  for (let i = 1; i <= a.length; i += 1) {
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let distance = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        distance = Math.min(distance, at(i - 2, j - 2) + 1);
      table[i * width + j] = Math.min(distance, 255);
      least = Math.min(least, distance);
    }
    // A transposition reaches back two rows, so both must be beyond hope.
    if (least > limit && previousLeast > limit) return least;
    previousLeast = least;
  }
  return at(a.length, b.length);
}
