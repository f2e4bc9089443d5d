/** Runs in their order, but the baseline before all others where it is among them. */
export function baselineFirst<Run extends { readonly runId: string }>(
  runs: readonly Run[],
  baseline: string | undefined,
): Run[] {
  return [...runs].sort((a, b) => Number(b.runId === baseline) - Number(a.runId === baseline));
}
