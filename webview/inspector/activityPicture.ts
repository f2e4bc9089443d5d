import type { ActivityMap } from '../../src/core/samples/layerActivity.js';
import { mixColors, parseColor, type Rgb } from '../theme/color.js';

/** The three colours that a map is mixed from. */
export interface ActivityColors {
  /** Of 0. */
  readonly none: Rgb;
  readonly above: Rgb;
  readonly below: Rgb;
}

/** What of a theme the pictures take. */
interface ThemeColors {
  readonly background: string;
  readonly moreColor: string;
  readonly lessColor: string;
}

export function activityColors(theme: ThemeColors): ActivityColors {
  const none = parseColor(theme.background) ?? [255, 255, 255];
  return {
    none,
    above: parseColor(theme.moreColor) ?? [0, 0, 0],
    below: parseColor(theme.lessColor) ?? [0, 0, 0],
  };
}

/** A map as `width × height` pixels of four bytes: 0 is the background, more is one colour, less than 0 the other. */
export function activityPixels(
  { width, height, low, high, bytes }: ActivityMap,
  { none, above, below }: ActivityColors,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(width * height * 4);
  const most = Math.max(Math.abs(low), Math.abs(high));
  // 256 values are possible, and many more pixels.
  const ramp = Array.from({ length: 256 }, (_, byte) => {
    const value = low + (byte / 255) * (high - low);
    return mixColors(none, value < 0 ? below : above, most === 0 ? 0 : Math.abs(value) / most);
  });
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const color = ramp[bytes[pixel] ?? 0] ?? none;
    pixels.set([...color, 255], pixel * 4);
  }
  return pixels;
}
