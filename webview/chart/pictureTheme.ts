/** What a picture needs of a theme: colours and fonts as values. */
export interface PictureTheme {
  readonly foreground: string;
  readonly mutedForeground: string;
  readonly background: string;
  readonly gridLine: string;
  /** Of runs, by `Identity.color`. */
  readonly runColors: readonly string[];
  /** Areas want outlines. */
  readonly isHighContrast: boolean;
  readonly fontFamily: string;
  /** In pixels. */
  readonly fontSize: number;
}

/** The colour of a run by `Identity.color`. */
export function runColor(color: number, { runColors, foreground }: PictureTheme): string {
  return runColors[color] ?? foreground;
}
