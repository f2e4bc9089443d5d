/**
 * A letter for each run: those that had one keep it, the others get the first that is free: A … Z, AA, AB, …
 * A run that has gone gives its letter back.
 */
export function assignLetters(
  previous: ReadonlyMap<string, string>,
  runIds: readonly string[],
): ReadonlyMap<string, string> {
  const kept = runIds.flatMap((runId) => previous.get(runId) ?? []);
  const taken = new Set(kept);
  const letters = new Map<string, string>();
  let next = 0;
  for (const runId of runIds) {
    let letter = previous.get(runId);
    while (letter === undefined) {
      const candidate = letterAt(next);
      if (!taken.has(candidate)) letter = candidate;
      next += 1;
    }
    letters.set(runId, letter);
  }
  return letters;
}

function letterAt(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : `${letterAt(Math.floor(index / 26) - 1)}${last}`;
}
