/** Shapes of points; each also tells runs apart where colours cannot. */
export const markers = ['circle', 'diamond', 'triangle', 'square', 'star', 'cross'] as const;
export type Marker = (typeof markers)[number];

/** How many colours there are for runs. */
export const COLOR_COUNT = 7;

/** By what a run is recognised everywhere on the page: never by its colour alone. */
export interface Identity {
  readonly letter: string;
  /** 0 to `COLOR_COUNT` − 1 */
  readonly color: number;
  readonly marker: Marker;
  /** Rhythm of its dashed lines, in pixels: drawn, left out, … */
  readonly dash: readonly number[];
}

const dashes = [
  [6, 4],
  [2, 3],
  [10, 3, 2, 3],
  [8, 6],
  [3, 2, 3, 6],
] as const;

/** The identity that follows from a run's letter. Colours, shapes and rhythms repeat after different numbers of runs. */
export function identityOf(letter: string): Identity {
  let index = 0;
  for (const character of letter) index = index * 26 + (character.charCodeAt(0) - 64);
  const place = Math.max(0, index - 1);
  return {
    letter,
    color: place % COLOR_COUNT,
    marker: markers[place % markers.length] ?? 'circle',
    dash: dashes[place % dashes.length] ?? [6, 4],
  };
}
