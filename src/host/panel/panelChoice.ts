/** Which runs the panel shows: what is compared, as that changes, or certain runs that were asked for. */
export type PanelChoice =
  | { readonly kind: 'compared' }
  | { readonly kind: 'certain'; readonly runIds: readonly string[] };

/** Ids of the runs to show. Where nothing is compared, the latest run stands in, if there is one. */
export function chosenRuns(
  choice: PanelChoice,
  compared: readonly string[],
  latest: string | undefined,
): readonly string[] {
  if (choice.kind === 'certain') return choice.runIds;
  if (compared.length > 0) return compared;
  return latest === undefined ? [] : [latest];
}
