/**
 * Where a key leads in a row that is closed to a ring, from place `from` of `count`: `keys` go one back and one on, Home and
 * End to the ends. Undefined: not a key that moves.
 */
export function placeInRing(
  key: string,
  keys: { readonly back: string; readonly on: string },
  from: number,
  count: number,
): number | undefined {
  const places: Readonly<Record<string, number>> = {
    [keys.on]: (from + 1) % count,
    [keys.back]: (from - 1 + count) % count,
    Home: 0,
    End: count - 1,
  };
  return places[key];
}
