import { PNG } from 'pngjs';
import type { ImageShape } from '../core/dataset.js';
import type { ExplanationMap } from '../core/explain/explanationMap.js';

/** Panels are made at least so large, by a whole factor. */
const LEAST_SIDE = 224;
const GAP = 8;
const BACKGROUND = 255;
/** Of what is above and below 0: as far apart for who sees no red or no green as for others. */
const ABOVE = [209, 134, 22];
const BELOW = [55, 148, 255];
/** How much of the image the strongest colour lets through. */
const LET_THROUGH = 0.4;

/** A PNG with an image, a map of it (no colour is 0), and the map over the image, side by side. */
export function mapSheet(image: Uint8Array, [height, width, channels]: ImageShape, map: ExplanationMap): Uint8Array {
  const scale = Math.max(1, Math.ceil(LEAST_SIDE / Math.max(height, width)));
  const panel = width * scale + GAP;
  const sheet = new PNG({ width: 3 * panel + GAP, height: height * scale + 2 * GAP });
  sheet.data.fill(BACKGROUND);
  for (let pixel = 0; pixel < height * width; pixel += 1) {
    const own = [0, 1, 2].map((channel) => image[pixel * channels + (channels === 3 ? channel : 0)] ?? 0);
    const value = map.values[pixel] ?? 0;
    const share = map.scale === 0 ? 0 : Math.min(1, Math.abs(value) / map.scale);
    const color = value < 0 ? BELOW : ABOVE;
    const white = own.map(() => BACKGROUND);
    const colors = [own, mixed(white, color, share), mixed(own, color, share * (1 - LET_THROUGH))];
    const top = GAP + Math.floor(pixel / width) * scale;
    const left = GAP + (pixel % width) * scale;
    colors.forEach((rgb, place) => {
      for (let y = top; y < top + scale; y += 1)
        for (let x = left + place * panel; x < left + place * panel + scale; x += 1)
          sheet.data.set(rgb, (y * sheet.width + x) * 4);
    });
  }
  // Alpha is 255 everywhere, so colour type 2 loses nothing.
  return PNG.sync.write(sheet, { colorType: 2 });
}

function mixed(from: readonly number[], to: readonly number[], share: number): number[] {
  return from.map((value, channel) => Math.round(value + ((to[channel] ?? 0) - value) * share));
}
