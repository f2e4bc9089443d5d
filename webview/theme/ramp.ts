import { contrastRatio, cssColor, mixColors, parseColor, type Rgb } from './color.js';
import type { Theme } from './theme.js';

/** A colour of an area, and that of the text on it. */
export interface RampStep {
  readonly color: string;
  readonly text: string;
}

/** Shades from none to all, none included. */
export const RAMP_STEPS = 21;

/** Least contrast of text. */
const TEXT_CONTRAST = 4.5;

/**
 * Which shade stands for a fraction 0..1. The scale is that of square roots: most mistakes are few, and would else all
 * look like none. What is more than nothing has a shade.
 */
export function rampStepOf(fraction: number): number {
  const place = Math.sqrt(Math.min(1, Math.max(0, fraction)));
  return fraction > 0 ? Math.max(1, Math.round(place * (RAMP_STEPS - 1))) : 0;
}

/** Shades from the background to a colour, each with a text that can be read on it. */
export function rampOf(background: Rgb, color: Rgb, foreground: Rgb): RampStep[] {
  return Array.from({ length: RAMP_STEPS }, (_, index) => {
    const mixed = mixColors(background, color, index / (RAMP_STEPS - 1));
    return { color: cssColor(mixed), text: cssColor(textOn(mixed, foreground, background)) };
  });
}

/** The theme's foreground where it can be read, else its background, else black or white: one of the two always can. */
function textOn(area: Rgb, foreground: Rgb, background: Rgb): Rgb {
  const white: Rgb = [255, 255, 255];
  const black: Rgb = [0, 0, 0];
  const found = [foreground, background].find((candidate) => contrastRatio(candidate, area) >= TEXT_CONTRAST);
  return found ?? (contrastRatio(white, area) >= contrastRatio(black, area) ? white : black);
}

/** Gives the ramps to the styles within `target`: `--more-0`, `--more-text-0`, … and `--less-0`, `--less-text-0`, … */
export function provideRamps(target: HTMLElement, theme: Theme): void {
  const background = parseColor(theme.background) ?? [255, 255, 255];
  const foreground = parseColor(theme.foreground) ?? [0, 0, 0];
  for (const [name, text] of [
    ['more', theme.moreColor],
    ['less', theme.lessColor],
  ] as const) {
    rampOf(background, parseColor(text) ?? foreground, foreground).forEach((step, index) => {
      target.style.setProperty(`--${name}-${index}`, step.color);
      target.style.setProperty(`--${name}-text-${index}`, step.text);
    });
  }
}
